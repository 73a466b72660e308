/* certificates.c — the generator. Codes are those of the public code lists. */
#include "certificates.h"

#include <stdio.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

uint32_t bench_below(bench_random *random, uint32_t bound)
{
    random->state ^= random->state >> 12;
    random->state ^= random->state << 25;
    random->state ^= random->state >> 27;
    uint64_t mixed = random->state * 0x2545F4914F6CDD1Du;
    return (uint32_t)((mixed >> 32) * bound >> 32);
}

static const char *const products[] = {"EU/1/20/1528", "EU/1/20/1507", "EU/1/21/1529",
                                       "EU/1/20/1525", "EU/1/21/1618", "CoronaVac",
                                       "Sputnik-V"};
static const char *const makers[] = {"ORG-100030215", "ORG-100031184", "ORG-100001699",
                                     "ORG-100001417"};
static const char *const devices[] = {"1232", "1097", "344", "345", "308", "1331", "1484", "9999"};
static const char *const countries[] = {"CZ", "SK", "DE", "AT", "PL", "FR", "IT", "ES"};
static const char *const names[] = {"Novák", "Svobodová", "Dvořák", "Černá", "Procházka", "Veselá"};

#define PICK(random, list) list[bench_below(random, COUNT(list))]

/* Writes a number in letters, because a transliterated name has only letters. */
static void spell(uint32_t n, char letters[8])
{
    for (int i = 0; i < 7; i++, n /= 26)
        letters[i] = (char)('A' + n % 26);
    letters[7] = '\0';
}

static size_t begin(bench_random *r, uint32_t n, char *text)
{
    const char *name = PICK(r, names);
    char letters[8];
    spell(n, letters);
    return (size_t)snprintf(text, BENCH_PAYLOAD_SIZE,
                            "{\"ver\":\"1.3.0\",\"nam\":{\"fn\":\"%s\",\"fnt\":\"EXAMPLE<%s\","
                            "\"gn\":\"Jana\",\"gnt\":\"JANA\"},\"dob\":\"%u-%02u-%02u\",",
                            name, letters, 1930 + bench_below(r, 80), 1 + bench_below(r, 12),
                            1 + bench_below(r, 28));
}

static size_t vaccination(bench_random *r, uint32_t n, char *text, size_t room, uint32_t odd)
{
    char date[40];
    uint32_t year = bench_below(r, 8) == 0 ? 22 : 21;
    uint32_t month = year == 22 ? 1 : 1 + bench_below(r, 12);
    uint32_t day = odd == 1 ? 32 : 1 + bench_below(r, year == 22 ? 14 : 28);
    snprintf(date, sizeof date, "20%02u-%02u-%02u", year, month, day);
    uint32_t sd = 1 + bench_below(r, 3);
    uint32_t dn = bench_below(r, 4) == 0 ? 1 + bench_below(r, 3) : sd;
    return (size_t)snprintf(
        text, room,
        "\"v\":[{\"tg\":\"840539006\",\"vp\":\"1119349007\",\"mp\":\"%s\",\"ma\":\"%s\",%s\"dn\":%u,"
        "\"sd\":%u,\"dt\":\"%s\",\"co\":\"%s\",\"is\":\"Example Health Authority\","
        "\"ci\":\"URN:UVCI:01:CZ:%08X#%u\"}]}",
        PICK(r, products), PICK(r, makers), odd == 2 ? "\"xx\":1,\"y\":null," : "", dn, sd, date,
        PICK(r, countries), n * 2654435761u, n % 10);
}

static size_t test(bench_random *r, uint32_t n, char *text, size_t room, uint32_t odd)
{
    int antigen = bench_below(r, 2) == 0;
    return (size_t)snprintf(
        text, room,
        "\"t\":[{\"tg\":\"840539006\",\"tt\":\"%s\",\"nm\":\"Example\",%s%s%s\"sc\":\"2022-01-%02uT%02u:%02u:%02uZ\","
        "\"tr\":\"%s\",\"tc\":\"Example Centre\",\"co\":\"%s\",\"is\":\"Example Health Authority\","
        "\"ci\":\"URN:UVCI:01:CZ:%08X#%u\"}]}",
        antigen ? "LP217198-3" : "LP6464-4", antigen && odd != 1 ? "\"ma\":\"" : "",
        antigen && odd != 1 ? PICK(r, devices) : "", antigen && odd != 1 ? "\"," : "",
        10 + bench_below(r, 6), bench_below(r, 24), bench_below(r, 60), bench_below(r, 60),
        bench_below(r, 16) == 0 ? "260373001" : "260415000", PICK(r, countries), n * 2654435761u,
        n % 10);
}

static size_t recovery(bench_random *r, uint32_t n, char *text, size_t room, uint32_t odd)
{
    uint32_t month = 6 + bench_below(r, 7);
    return (size_t)snprintf(
        text, room,
        "\"r\":[{\"tg\":\"%s\",\"fr\":\"2021-%02u-%02u\",\"co\":\"%s\","
        "\"is\":\"Example Health Authority\",\"df\":\"2021-%02u-28\",\"du\":\"2022-06-30\","
        "\"ci\":\"URN:UVCI:01:CZ:%08X#%u\"}]}",
        odd == 1 ? "000000000" : "840539006", month, 1 + bench_below(r, 28), PICK(r, countries),
        month, n * 2654435761u, n % 10);
}

size_t bench_payload(bench_random *random, uint32_t n, char text[BENCH_PAYLOAD_SIZE])
{
    uint32_t kind = bench_below(random, 6);
    uint32_t odd = bench_below(random, 64) == 0 ? 1 + bench_below(random, 2) : 0;
    size_t length = begin(random, n, text);
    size_t room = BENCH_PAYLOAD_SIZE - length;
    if (kind < 3)
        return length + vaccination(random, n, text + length, room, odd);
    if (kind < 5)
        return length + test(random, n, text + length, room, odd);
    return length + recovery(random, n, text + length, room, odd);
}
