/* Signals that ask a long work to stop (INT, TERM, HUP): they are heard between
 * two steps, so that the work can leave its files in order. */
#ifndef PWPOL_CLI_INTERRUPT_H
#define PWPOL_CLI_INTERRUPT_H

#include <stdbool.h>

/* From here on they wait until they are asked for. Call it before threads are made. */
void interrupt_begin(void);
/* The one that came, 0 for none; the next one ends the program at once. */
int interrupted(void);
/* Waits until fd can be read; false when a signal came instead. */
bool interrupt_wait(int fd);
/* Ends the program by the signal that came, as its caller expects; returns when none did. */
void interrupt_end(void);

#endif
