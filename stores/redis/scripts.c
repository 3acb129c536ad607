#include "redis/scripts.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

/* A record is a string of 76 bytes: the state, then what the scan tells (record.h). Its
 * lifetime is the key's. All scripts answer the server's time first; it stands still while one runs.
 *
 * SWAP: three arguments a key. What is expected: "" for any, "-" for none, or a state; the record to put, or
 * ""; its lifetime in ms, "" to keep, or "-" to remove. Records are told when something else was found. */
const char *const script_texts[SCRIPTS] = {
    [LOAD] = "local t=redis.call('TIME') return {t[1],t[2],redis.call('MGET',unpack(KEYS))}",
    [SWAP] = "local call,A,K,sub=redis.call,ARGV,KEYS,string.sub "
             "local t=call('TIME') "
             "local have=call('MGET',unpack(K)) "
             "for i=1,#K do local want=A[3*i-2] "
             "if want~='' then local is=have[i] and sub(have[i],1,64) or '-' "
             "if is~=want then return {t[1],t[2],have} end end end "
             "for i=1,#K do local life=A[3*i] "
             "if life=='-' then call('DEL',K[i]) elseif life~='' then call('SET',K[i],A[3*i-1],'PX',life) end end "
             "return {t[1],t[2]}",
    [READ] = "local t=redis.call('TIME') local out={} "
             "for i=1,#KEYS do out[2*i-1]=redis.call('GET',KEYS[i]) out[2*i]=redis.call('PTTL',KEYS[i]) end "
             "return {t[1],t[2],out}",
};

void script_name(enum script which, char name[SCRIPT_NAME_SIZE])
{
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1((const unsigned char *)script_texts[which], strlen(script_texts[which]), digest);
    for (unsigned i = 0; i < SHA_DIGEST_LENGTH; i++)
        snprintf(name + 2 * i, 3, "%02x", digest[i]);
}
