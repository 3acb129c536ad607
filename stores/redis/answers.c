#include "redis/store.h"

#include <openssl/x509.h>
#include <string.h>

/* By the first word of what the server answered. What follows it is not repeated: it may quote a password. */
static const struct {
    const char *word;
    const char *english, *french;
} words[] = {
    { "READONLY", "The server %s is a read-only replica: name its master in the address of the store.",
      "Le serveur %s est une réplique en lecture seule\u00A0: nommez son maître dans l'adresse du magasin." },
    { "OOM", "The memory of the server %s is full (maxmemory): nothing was changed; give it more.",
      "La mémoire du serveur %s est pleine (maxmemory)\u00A0: rien n'a été modifié\u00A0; donnez-lui-en plus." },
    { "LOADING", "The server %s is still loading its data: it answers in a while.",
      "Le serveur %s charge encore ses données\u00A0: il répondra dans un moment." },
    { "MOVED", "The keys of the store are on another node of the cluster than %s: name the one that holds their slot.",
      "Les clés du magasin sont sur un autre nœud de la grappe que %s\u00A0: nommez celui qui tient leur case." },
    { "ASK", "The slot of the store is moving from %s to another node of the cluster: wait until it has.",
      "La case du magasin passe de %s à un autre nœud de la grappe\u00A0: attendez que ce soit fait." },
    { "CROSSSLOT", "The keys of the store fall into several slots of the cluster of %s: the option prefix needs a hash "
                   "tag, as in {pwpol}:.",
      "Les clés du magasin tombent dans plusieurs cases de la grappe de %s\u00A0: il faut à l'option prefix une étiquette, "
      "comme dans {pwpol}:." },
    { "CLUSTERDOWN", "The cluster of %s is down: some slots have no node.",
      "La grappe de %s est à l'arrêt\u00A0: des cases n'ont pas de nœud." },
    { "TRYAGAIN", "The slot of the store is moving from %s to another node of the cluster: wait until it has.",
      "La case du magasin passe de %s à un autre nœud de la grappe\u00A0: attendez que ce soit fait." },
    { "NOAUTH", "The server %s wants a password: give the store one, best by the option password_file.",
      "Le serveur %s veut un mot de passe\u00A0: donnez-en un au magasin, de préférence par l'option password_file." },
    { "WRONGPASS", "The server %s knows no such user with this password.",
      "Le serveur %s ne connaît pas cet utilisateur avec ce mot de passe." },
    { "NOPERM", "The access list of the server %s does not let this user do what the store does: see "
                "pwpol_store_redis(3) for the commands.",
      "La liste d'accès du serveur %s ne permet pas à cet utilisateur ce que fait le magasin\u00A0: voyez les commandes dans "
      "pwpol_store_redis(3)." },
    { "MISCONF", "The server %s cannot write its data to its disk and takes no more: look at its disk and its log.",
      "Le serveur %s ne peut écrire ses données sur son disque et n'en prend plus\u00A0: voyez son disque et son journal." },
    { "MASTERDOWN", "The server %s is a replica that has lost its master.",
      "Le serveur %s est une réplique qui a perdu son maître." },
    { "NOREPLICAS", "The server %s has fewer replicas than it wants and takes no writes.",
      "Le serveur %s a moins de répliques qu'il n'en veut et n'accepte pas d'écriture." },
    { "BUSY", "The server %s is busy with a script of somebody's that does not end.",
      "Le serveur %s est occupé par un script de quelqu'un qui ne finit pas." },
    { "WRONGTYPE", "A key of the store at the server %s holds something else: give the store a prefix of its own.",
      "Une clé du magasin sur le serveur %s contient autre chose\u00A0: donnez au magasin un prefix à lui." },
};

static const struct {
    const char *english, *french;
} outcomes[] = {
    [TOO_LATE] = { "The server %s did not answer in time: is it overloaded, stopped, or behind a firewall?",
                   "Le serveur %s n'a pas répondu à temps\u00A0: est-il surchargé, arrêté, ou derrière un pare-feu\u00A0?" },
    [NO_ADDRESS] = { "The name in %s has no address: is it right, and does the host have a resolver?",
                     "Le nom dans %s n'a pas d'adresse\u00A0: est-il juste, et l'hôte a-t-il un résolveur\u00A0?" },
    [CUT] = { "The server %s closed the connection before it answered.",
              "Le serveur %s a fermé la connexion avant de répondre." },
    [NO_TLS] = { "No TLS could be agreed on with the server %s: does it speak TLS on this port, and does it want a "
                 "certificate of the client?",
                 "Aucun TLS n'a pu être convenu avec le serveur %s\u00A0: parle-t-il TLS sur ce port, et veut-il un certificat "
                 "du client\u00A0?" },
    [GARBAGE] = { "What the server %s answers is not what Redis or Valkey would: is it one?",
                  "Ce que répond le serveur %s n'est pas ce que répondrait Redis ou Valkey\u00A0: en est-ce un\u00A0?" },
    [NOT_RECORD] = { "A key of the store at the server %s holds no record: it was damaged, or another program has the same "
                     "prefix.",
                     "Une clé du magasin sur le serveur %s ne contient pas d'enregistrement : elle a été endommagée, ou un "
                     "autre programme a le même prefix." },
    [EVICTS] = { "The server %s forgets records, locks too, when its memory is full: set its maxmemory-policy to "
                 "noeviction, or allow_eviction in the store's address.",
                 "Le serveur %s oublie des enregistrements, blocages compris, quand sa mémoire est pleine\u00A0: mettez son "
                 "maxmemory-policy à noeviction, ou allow_eviction dans l'adresse du magasin." },
};

static void say_word(struct redis_store *store, const char *word, const char *place)
{
    const char *address = store->settings->address;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].word, word) == 0) {
            if (place[0] != '\0')
                trouble_say(&store->trouble,
                            "The keys of the store are on another node of the cluster than %s: name %s in its address.",
                            "Les clés du magasin sont sur un autre nœud de la grappe que %s\u00A0: nommez %s dans son "
                            "adresse.",
                            address, place);
            else
                trouble_say(&store->trouble, words[i].english, words[i].french, address);
            return;
        }
    trouble_say(&store->trouble, "The server %s answers an error (%s) to what the store asks.",
                "Le serveur %s répond par une erreur (%s) à ce que demande le magasin.", address,
                word[0] == '\0' ? "ERR" : word);
}

pwpol_status redis_store_failed(struct redis_store *store, enum outcome outcome, long error, const char *word,
                                const char *place)
{
    const char *address = store->settings->address;
    char why[128];
    switch (outcome) {
    case NO_ROOM:
        return PWPOL_ERR_NO_MEMORY;
    case ANSWERED_ERROR:
        say_word(store, word, place);
        return PWPOL_ERR_STORE;
    case REFUSED:
        trouble_say(&store->trouble, "The server %s cannot be reached (%s): does it run, and listen there?",
                    "Le serveur %s ne peut être atteint (%s)\u00A0: fonctionne-t-il, et écoute-t-il là\u00A0?", address,
                    strerror_r((int)error, why, sizeof why));
        return PWPOL_ERR_STORE;
    case NOT_TRUSTED:
        trouble_say(&store->trouble, "The certificate of the server %s is not to be trusted: %s.",
                    "Le certificat du serveur %s n'est pas digne de confiance\u00A0: %s.", address,
                    X509_verify_cert_error_string(error));
        return PWPOL_ERR_STORE;
    default:
        trouble_say(&store->trouble, outcomes[outcome].english, outcomes[outcome].french, address);
        return PWPOL_ERR_STORE;
    }
}
