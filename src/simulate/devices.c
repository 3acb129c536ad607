/* Tokens of owners' devices, and addresses. */
#include "simulate/chance.h"
#include "simulate/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 20 };

/* Tokens are kept until the end: blocks that only fill up. */
struct text_block {
    struct text_block *next;
    size_t used;
    char text[BLOCK_SIZE];
};

static char *keep(struct world *world, const char *text)
{
    size_t size = strlen(text) + 1;
    if (world->texts == NULL || BLOCK_SIZE - world->texts->used < size) {
        struct text_block *block = malloc(sizeof *block);
        if (block == NULL)
            return NULL;
        block->next = world->texts;
        block->used = 0;
        world->texts = block;
    }
    char *kept = world->texts->text + world->texts->used;
    memcpy(kept, text, size);
    world->texts->used += size;
    return kept;
}

pwpol_status devices_of(struct world *world, uint32_t account, const char **token)
{
    char name[NAME_SIZE], text[PWPOL_DEVICE_TOKEN_SIZE];
    if (world->devices[account] == NULL) {
        world_text(name, "user", account);
        pwpol_status status =
            pwpol_device_token(world->throttle, name, strlen(name), WORLD_BEGINNING, text);
        if (status != PWPOL_OK)
            return status;
        world->devices[account] = keep(world, text);
    }
    *token = world->devices[account];
    return *token != NULL ? PWPOL_OK : PWPOL_ERR_NO_MEMORY;
}

void devices_end(struct world *world)
{
    while (world->texts != NULL) {
        struct text_block *next = world->texts->next;
        free(world->texts);
        world->texts = next;
    }
}

/* ---- Addresses: parts of the whole space that cannot meet ---- */

enum { PART_ATTACKER = 1, PART_HOME = 2, PART_ELSEWHERE = 3 };

/* IPv4: the two highest bits are the part. IPv6: /64 after /64 of consecutive /48. */
static void print_address(const struct scenario *scenario, unsigned part, uint64_t number,
                          char address[ADDRESS_SIZE])
{
    if (scenario->addresses == ADDRESSES_IPV6) {
        snprintf(address, ADDRESS_SIZE, "2001:%x:%x:%x::1", part << 12 | (unsigned)(number >> 32 & 0xFFF),
                 (unsigned)(number >> 16 & 0xFFFF), (unsigned)(number & 0xFFFF));
        return;
    }
    unsigned bits = part << 30 | (unsigned)(number & 0x3FFFFFFF);
    char *end = world_text(address, "", bits >> 24);
    for (unsigned shift = 24; shift > 0; shift -= 8)
        end = world_text(end, ".", bits >> (shift - 8) & 0xFF);
}

void address_of_attacker(const struct scenario *scenario, uint64_t number, char address[ADDRESS_SIZE])
{
    number %= (uint64_t)scenario->sources;
    print_address(scenario, scenario->inside ? PART_HOME : PART_ATTACKER, number, address);
}

void address_of_home(const struct scenario *scenario, uint32_t account, char address[ADDRESS_SIZE])
{
    print_address(scenario, PART_HOME, account / (uint32_t)scenario->behind, address);
}

void address_elsewhere(const struct scenario *scenario, uint64_t number, char address[ADDRESS_SIZE])
{
    number = chance_below(scenario->seed, CHANCE_OF_LOGIN, number, UINT32_MAX, UINT64_C(1) << 44);
    print_address(scenario, PART_ELSEWHERE, number, address);
}
