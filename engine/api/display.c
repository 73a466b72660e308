/* display.c — display of a certificate: its holder, and the names of its codes. */
#include <stdio.h>
#include <string.h>

#include "api/api.h"
#include "cert/person.h"
#include "data/writer.h"

/* ---- The holder ------------------------------------------------------------------------------ */

/* Copies a string value; NULL is "". */
static void copy(char *to, size_t room, const cl_value *from)
{
    cl_api_copy(to, room, from != NULL ? from->text : "", from != NULL ? from->length : 0);
}

bool certlogic_certificate_holder(const certlogic_certificate *certificate,
                                  certlogic_holder *holder)
{
    const cl_value *texts[CL_HOLDER_MEMBERS];
    if (certificate == NULL || holder == NULL || !cl_person_holder(certificate->it, texts))
        return false;
    copy(holder->surname, sizeof holder->surname, texts[0]);
    copy(holder->forename, sizeof holder->forename, texts[1]);
    copy(holder->surname_standard, sizeof holder->surname_standard, texts[2]);
    copy(holder->forename_standard, sizeof holder->forename_standard, texts[3]);
    copy(holder->birth, sizeof holder->birth, texts[4]);
    return true;
}

/* ---- Codes ----------------------------------------------------------------------------------- */

/* The members of an entry whose code has a name in a value set. The sets have the names of the EU
 * gateway. */
static const struct {
    const char *groups; /* the entry types with the member: v, t or r */
    const char *member;
    const char *set;
} coded[] = {
    {"vtr", "tg", "disease-agent-targeted"}, {"v", "vp", "sct-vaccines-covid-19"},
    {"v", "mp", "vaccines-covid-19-names"},  {"v", "ma", "vaccines-covid-19-auth-holders"},
    {"t", "tt", "covid-19-lab-test-type"},   {"t", "ma", "covid-19-lab-test-manufacturer-and-name"},
    {"t", "tr", "covid-19-lab-result"},      {"vtr", "co", "country-2-codes"},
};

enum { CODED = sizeof coded / sizeof *coded };

typedef struct named_code {
    char path[16];
    const cl_value *code, *name;
} named_code;

/* Finds the code and name of row `row` of `coded`.
 * Returns: false if the entry has no such code, or the set has no name for it. */
static bool find_name(const cl_certificate *c, const certlogic_rules *rules, size_t row,
                      named_code *found)
{
    static const char letters[] = {'v', 't', 'r'};
    if (rules == NULL || !c->whole || strchr(coded[row].groups, letters[c->entry]) == NULL)
        return false;
    const char group = letters[c->entry];
    const cl_value *entry = &cl_object_find(c->payload.object, &group, 1)->array->items[0];
    found->code = cl_object_find(entry->object, coded[row].member, 2);
    if (found->code == NULL)
        return false;
    found->name = cl_ruleset_display(rules->set, coded[row].set, found->code);
    snprintf(found->path, sizeof found->path, "payload.%c.0.%s", group, coded[row].member);
    return found->name != NULL;
}

bool certlogic_certificate_display(const certlogic_certificate *certificate,
                                   const certlogic_rules *rules, size_t index,
                                   certlogic_display *display)
{
    named_code found;
    if (certificate == NULL || rules == NULL || display == NULL)
        return false;
    for (size_t row = 0; row < CODED; row++) {
        if (!find_name(certificate->it, rules, row, &found) || index-- > 0)
            continue;
        memcpy(display->path, found.path, sizeof display->path);
        copy(display->code, sizeof display->code, found.code);
        copy(display->name, sizeof display->name, found.name);
        return true;
    }
    return false;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

void cl_api_write_holder(cl_writer *w, const certlogic_certificate *certificate,
                         const certlogic_rules *rules, bool no_holder)
{
    const cl_value *texts[CL_HOLDER_MEMBERS];
    const cl_value missing = cl_value_null();
    named_code found;
    cl_writer_name(w, "holder");
    if (no_holder || !cl_person_holder(certificate->it, texts)) {
        cl_writer_text(w, NULL);
    } else {
        cl_writer_open(w, '{');
        for (int i = 0; i < CL_HOLDER_MEMBERS; i++) {
            cl_writer_name(w, cl_person_member(i));
            cl_writer_value(w, texts[i] != NULL ? texts[i] : &missing);
        }
        cl_writer_close(w, '}');
    }
    cl_writer_open_member(w, "display", '{');
    for (size_t row = 0; row < CODED; row++) {
        if (!find_name(certificate->it, rules, row, &found))
            continue;
        cl_writer_name(w, found.path);
        cl_writer_value(w, found.name);
    }
    cl_writer_close(w, '}');
}
