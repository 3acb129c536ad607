/* Logarithms that are the same on every machine. */
#ifndef PWPOL_BASE_DECIMAL_H
#define PWPOL_BASE_DECIMAL_H

/* log10 of a positive, finite, normal number, within 2^-51 of it or of 1. Made of
 * sums, products and one quotient of IEEE 754 doubles, each rounded once (the
 * file is compiled without contraction into fused operations), so that no mathematical
 * library has a say in it. */
double decimal_log10(double number);

#endif
