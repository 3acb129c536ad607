#include "cli/prompt.h"

#include "base/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Signals that would leave the terminal without echo. The first WAITED_FOR may
 * only come while the program waits for the person, so that none is missed
 * between two system calls; the terminal sends the others when it wants. */
static const int watched[] = { SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU };
enum { WATCHED = sizeof watched / sizeof watched[0], WAITED_FOR = 5 };

static volatile sig_atomic_t caught; /* the last signal; 0 for none */

static void remember(int signal)
{
    caught = signal;
}

/* A line of a terminal in its usual mode is at most 4095 bytes; the kernel cuts
 * what is longer without a word. */
enum { TERMINAL_LINE = 4095 };

enum outcome { ANSWERED, INTERRUPTED, TOO_LONG, BROKEN };

/* What a failed system call means here. */
static enum outcome failed(void)
{
    return errno == EINTR && caught != 0 ? INTERRUPTED : BROKEN;
}

/* waiting: the signal mask while the program waits for the person. */
static enum outcome read_line(int fd, const sigset_t *waiting, struct page *answer)
{
    for (;;) {
        struct pollfd terminal = { .fd = fd, .events = POLLIN };
        char part[256];
        if (ppoll(&terminal, 1, NULL, waiting) < 0)
            return failed();
        ssize_t count = read(fd, part, sizeof part);
        if (count < 0)
            return failed();
        char *newline = count > 0 ? memchr(part, '\n', (size_t)count) : NULL;
        page_bytes(answer, part, newline != NULL ? (size_t)(newline - part) : (size_t)count);
        secret_wipe(part, sizeof part);
        if (answer->error != 0) {
            errno = answer->error;
            return BROKEN;
        }
        if (answer->length >= TERMINAL_LINE)
            return TOO_LONG;
        if (count == 0 || newline != NULL)
            return ANSWERED;
    }
}

static enum outcome ask_without_echo(int fd, const sigset_t *waiting, const char *question,
                                     struct page *answer)
{
    struct termios shown;
    if (tcgetattr(fd, &shown) != 0)
        return failed();
    struct termios hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
    hidden.c_lflag |= ICANON | ISIG;
    if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0)
        return failed();
    enum outcome outcome =
        write_all(fd, question, strlen(question)) ? read_line(fd, waiting, answer) : failed();
    int error = errno;
    write_all(fd, "\n", 1);
    tcsetattr(fd, TCSAFLUSH, &shown);
    errno = error;
    return outcome;
}

/* One question; the terminal and the signals are as before when it returns. */
static enum outcome ask_once(int fd, const char *question, struct page *answer)
{
    struct sigaction action = { .sa_handler = remember };
    struct sigaction before[WATCHED];
    sigset_t blocked, waiting;

    sigemptyset(&action.sa_mask);
    sigemptyset(&blocked);
    for (size_t i = 0; i < WAITED_FOR; i++)
        sigaddset(&blocked, watched[i]);
    sigprocmask(SIG_BLOCK, &blocked, &waiting);
    caught = 0;
    for (size_t i = 0; i < WATCHED; i++) {
        sigaction(watched[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN) /* nohup keeps its promise */
            sigaction(watched[i], &action, NULL);
    }
    enum outcome outcome = ask_without_echo(fd, &waiting, question, answer);
    int error = errno;
    for (size_t i = 0; i < WATCHED; i++)
        sigaction(watched[i], &before[i], NULL);
    sigprocmask(SIG_SETMASK, &waiting, NULL);
    errno = error;
    return outcome;
}

bool prompt_secret(enum sentence question, struct page *answer)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    bool opened = fd >= 0;
    if (!opened && isatty(STDIN_FILENO))
        fd = STDIN_FILENO;
    if (fd < 0) {
        complain(SAY_NO_TERMINAL);
        return false;
    }
    page_begin(answer, IN_MEMORY);
    enum outcome outcome = ask_once(fd, tell(question), answer);
    while (outcome == INTERRUPTED) {
        page_clear(answer);
        raise(caught); /* ends here, or stops here and asks again when it goes on */
        outcome = ask_once(fd, tell(question), answer);
    }
    if (outcome == TOO_LONG)
        complain(SAY_LINE_TOO_LONG, (int)TERMINAL_LINE);
    else if (outcome == BROKEN)
        complain(SAY_CANNOT_READ_TERMINAL, tell_errno(errno));
    if (outcome != ANSWERED)
        page_end(answer);
    if (opened)
        close(fd);
    return outcome == ANSWERED;
}
