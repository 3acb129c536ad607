#include "account/flow.h"

#include "base/uncancelled.h"

pwpol_status pwpol_account_enrol(pwpol_accounts *accounts, const pwpol_account_request *request,
                                 pwpol_outcome **outcome)
{
    UNCANCELLED;
    struct flow flow;
    bool renewed = false;
    pwpol_status status = flow_begin(&flow, FLOW_ENROL, accounts, request, outcome);
    if (status != PWPOL_OK)
        return status;
    /* Enrolling over a credential would change it without the current one being asked for. */
    status = flow.has_credential ? PWPOL_ERR_ARGUMENT
                                 : flow_renew(&flow, flow.request.password, flow.request.password_len, NULL, 0, &renewed);
    if (renewed)
        flow_answer(&flow, PWPOL_ACCEPTED, SAYING_ENROLLED, CAUSE_NONE);
    return flow_end(&flow, status, outcome);
}
