/* Whether a password is in the small corpus that the library holds. */
#include <pwpol/breach.h>
#include <stdio.h>

int main(void)
{
    pwpol_breach *breach = NULL;
    pwpol_where where = PWPOL_WHERE_INIT;
    uint64_t seen = 0;
    /* NULL: a service names the file that pwpol breach build made */
    if (pwpol_breach_open(&breach, NULL, PWPOL_BREACH_MAP, &where) != PWPOL_OK) {
        fprintf(stderr, "%s\n", where.message_en);
        return 3;
    }
    if (pwpol_breach_contains(breach, "azerty123", 9, &seen) != PWPOL_OK)
        return 3; /* says nothing of the password */
    puts(seen > 0 ? "seen in breaches" : "not seen");
    pwpol_breach_close(breach);
    return seen > 0 ? 0 : 1;
}
