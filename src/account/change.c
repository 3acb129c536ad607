#include "account/flow.h"

#include "base/uncancelled.h"

static pwpol_status change(struct flow *flow)
{
    pwpol_verified verified;
    if (!flow_prove(flow, &verified))
        return PWPOL_OK;
    return flow_replace(flow, flow->request.password, flow->request.password_len);
}

pwpol_status pwpol_account_change(pwpol_accounts *accounts, const pwpol_account_request *request,
                                  pwpol_outcome **outcome)
{
    UNCANCELLED;
    struct flow flow;
    pwpol_status status = flow_begin(&flow, FLOW_CHANGE, accounts, request, outcome);
    return status != PWPOL_OK ? status : flow_end(&flow, change(&flow), outcome);
}
