/* The commands; main.c lists them. */
#ifndef PWPOL_CLI_COMMANDS_H
#define PWPOL_CLI_COMMANDS_H

#include "cli/options.h"

extern const struct option_row check_options[];
extern const struct option_row policy_show_options[];
extern const struct option_row policy_keys_options[];
extern const struct option_row policy_audit_options[];
extern const struct option_row policy_list_options[];
extern const struct option_row generate_options[];
extern const struct option_row hash_options[];
extern const struct option_row verify_rows[];
extern const struct option_row keygen_options[];
extern const struct option_row rewrap_options[];
extern const struct option_row migrate_options[];
extern const struct option_row tune_options[];
extern const struct option_row throttle_status_options[];
extern const struct option_row throttle_unlock_options[];
extern const struct option_row throttle_lock_options[];
extern const struct option_row throttle_reset_options[];
extern const struct option_row simulate_options[];
extern const struct option_row breach_build_options[];
extern const struct option_row breach_merge_options[];
extern const struct option_row breach_info_options[];
extern const struct option_row breach_verify_options[];
extern const struct option_row breach_query_options[];

int command_check(const struct command *command, int argc, char **argv);
int command_policy_show(const struct command *command, int argc, char **argv);
int command_policy_keys(const struct command *command, int argc, char **argv);
int command_policy_audit(const struct command *command, int argc, char **argv);
int command_policy_list(const struct command *command, int argc, char **argv);
int command_generate(const struct command *command, int argc, char **argv);
int command_hash(const struct command *command, int argc, char **argv);
int command_verify(const struct command *command, int argc, char **argv);
int command_keygen(const struct command *command, int argc, char **argv);
int command_rewrap(const struct command *command, int argc, char **argv);
int command_migrate(const struct command *command, int argc, char **argv);
int command_tune(const struct command *command, int argc, char **argv);
int command_throttle_status(const struct command *command, int argc, char **argv);
int command_throttle_unlock(const struct command *command, int argc, char **argv);
int command_throttle_lock(const struct command *command, int argc, char **argv);
int command_throttle_reset(const struct command *command, int argc, char **argv);
int command_simulate(const struct command *command, int argc, char **argv);
int command_breach_build(const struct command *command, int argc, char **argv);
int command_breach_merge(const struct command *command, int argc, char **argv);
int command_breach_info(const struct command *command, int argc, char **argv);
int command_breach_verify(const struct command *command, int argc, char **argv);
int command_breach_query(const struct command *command, int argc, char **argv);

#endif
