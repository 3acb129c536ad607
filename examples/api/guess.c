/* How many guesses a password resists, and what it is made of. */
#include <pwpol/guess.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    const char *password = "Marseille13!";
    pwpol_guess_result *result = NULL;
    if (pwpol_guess(password, strlen(password), NULL, &result) != PWPOL_OK)
        return 3;
    printf("10^%.1f guesses, by the estimator of %s\n", pwpol_guess_log10(result), pwpol_guess_estimator(result));
    for (size_t i = 0; i < pwpol_guess_count(result); i++) {
        char text[200];
        pwpol_guess_describe(result, i, "en", text, sizeof text);
        puts(text);
    }
    double guesses = pwpol_guess_log10(result);
    pwpol_guess_free(result);
    return guesses < 8 ? 0 : 1;
}
