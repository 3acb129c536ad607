#include "account/flow.h"

static pwpol_status change(struct flow *flow)
{
    const pwpol_account_request *request = &flow->request;
    pwpol_verified verified;
    bool renewed = false;
    if (!flow_prove(flow, &verified))
        return PWPOL_OK;
    pwpol_status status = flow_renew(flow, request->new_password, request->new_password_len, request->password,
                                     request->password_len, &renewed);
    if (!renewed)
        return status;
    flow_answer(flow, PWPOL_ACCEPTED, SAYING_CHANGED, CAUSE_NONE);
    flow_unlock(flow);
    flow_trust_device(flow);
    return PWPOL_OK;
}

pwpol_status pwpol_account_change(pwpol_accounts *accounts, const pwpol_account_request *request,
                                  pwpol_outcome **outcome)
{
    struct flow flow;
    pwpol_status status = flow_begin(&flow, FLOW_CHANGE, accounts, request, outcome);
    return status != PWPOL_OK ? status : flow_end(&flow, change(&flow), outcome);
}
