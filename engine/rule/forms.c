/* forms.c — recognises the form of a document by its members. */
#include "rule/forms.h"

#include <string.h>

#include "rule/value_sets.h"

static bool has_any(const cl_value *object, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (cl_value_member(object, *names) != NULL)
            return true;
    }
    return false;
}

static bool has_all(const cl_value *object, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (cl_value_member(object, *names) == NULL)
            return false;
    }
    return true;
}

static bool is_rule(const cl_value *document)
{
    static const char *const names[] = {
        "Identifier", "Logic",   "CertificateType", "SchemaVersion",  "Engine", "EngineVersion",
        "ValidFrom",  "ValidTo", "Description",     "AffectedFields", NULL};
    return has_any(document, names);
}

bool cl_document_is_test(const cl_value *document)
{
    static const char *const test[] = {"payload", "expected", NULL};
    static const char *const test_without_payload[] = {"external", "expected", NULL};
    return !is_rule(document) &&
           (has_all(document, test) || has_all(document, test_without_payload));
}

/* Returns true for documents that are in the same folders as rules and are never rules. */
static bool is_beside(const cl_value *document)
{
    static const char *const suite[] = {"cases", NULL};
    static const char *const schema[] = {"$schema", NULL};
    static const char *const package[] = {"name", "version", "dependencies", NULL};
    static const char *const scripts[] = {"name", "version", "scripts", NULL};
    static const char *const compiler[] = {"compilerOptions", NULL};
    static const char *const payload[] = {"ver", "nam", "dob", NULL};
    static const char *const certificate[] = {"TESTCTX", "EXPECTEDRESULTS", NULL};
    static const char *const *const forms[] = {suite,    schema,  package,    scripts,
                                               compiler, payload, certificate};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (has_all(document, forms[i]))
            return true;
    }
    return cl_document_is_test(document);
}

/* Returns true for an entry of the list of hashes that services publish with their rules. */
static bool is_hash(const cl_value *item)
{
    static const char *const names[] = {"identifier", "version", "country", "hash", NULL};
    return has_all(item, names);
}

/* Returns true for a server's error response. It can look like value sets: an object of arrays. */
static bool lists_errors(const cl_value *document)
{
    static const char *const names[] = {"error",      "errors", "message", "messages",
                                        "violations", "detail", "details", NULL};
    return has_any(document, names);
}

/* Returns the last step of a path. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool cl_document_is_foreign(const char *path)
{
    static const char *const names[] = {"package.json", "package-lock.json", "composer.json",
                                        "jsconfig.json"};
    const char *name = name_of(path);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return strncmp(name, "tsconfig", 8) == 0;
}

static bool is_index(const char *path)
{
    const char *name = name_of(path);
    return strcmp(name, "INDEX.json") == 0 || strcmp(name, "index.json") == 0;
}

cl_form cl_document_form(const cl_value *document, const char *path)
{
    static const char *const bundle[] = {"rules", "valueSets", NULL};
    if (document->kind == CL_KIND_ARRAY) {
        const cl_array *list = document->array;
        if (cl_value_sets_recognise(document))
            return CL_FORM_VALUE_SETS;
        return list->count > 0 && is_hash(&list->items[0]) ? CL_FORM_HASHES : CL_FORM_LIST;
    }
    if (document->kind != CL_KIND_OBJECT)
        return CL_FORM_UNKNOWN;
    if (is_rule(document))
        return CL_FORM_RULE;
    if (is_beside(document) || cl_document_is_foreign(path))
        return CL_FORM_BESIDE;
    if (has_any(document, bundle))
        return CL_FORM_BUNDLE;
    if (cl_value_sets_recognise(document) && !lists_errors(document))
        return CL_FORM_VALUE_SETS;
    return is_index(path) ? CL_FORM_BESIDE : CL_FORM_UNKNOWN;
}

/* Appends the names of the first members, so that the reader can recognise the response of a
 * server. */
static void list_members(const cl_object *object, cl_buffer *message)
{
    enum { MOST = 4, LONGEST = 32 };
    const char *before = "; its members are ";
    for (uint32_t i = 0; i < object->count && i < MOST; i++) {
        const cl_member m = cl_object_member(object, i);
        if (m.length > LONGEST)
            continue;
        cl_buffer_puts(message, before);
        cl_buffer_add(message, m.key, m.length);
        before = ", ";
    }
    if (object->count > MOST)
        cl_buffer_puts(message, " and others");
}

/* Appends the message for a document that is not accepted. */
static void explain(const cl_value *document, cl_form form, cl_buffer *message)
{
    static const char *const what[] = {
        [CL_FORM_RULE] = "a rule",
        [CL_FORM_LIST] = "a list without a rule",
        [CL_FORM_BUNDLE] = "a bundle without a rule",
        [CL_FORM_VALUE_SETS] = "value sets",
        [CL_FORM_HASHES] = "a list of hashes",
        [CL_FORM_BESIDE] = "a test, a schema or a file of another tool"};
    if (form != CL_FORM_UNKNOWN) {
        cl_buffer_printf(message, "a rule must stand here, and this is %s", what[form]);
        return;
    }
    cl_buffer_puts(message,
                   "this is no rule: it has neither Identifier nor Logic, and is nothing else "
                   "that stands among rules");
    if (document->kind == CL_KIND_OBJECT)
        list_members(document->object, message);
}

bool cl_document_refuse(const cl_value *document, cl_form form, cl_error *error)
{
    cl_buffer message;
    cl_buffer_init(&message);
    explain(document, form, &message);
    if (message.failed)
        cl_error_memory(error);
    else
        cl_error_set(error, CL_DOCUMENT_KIND, "%s", cl_buffer_text(&message));
    cl_buffer_free(&message);
    return false;
}
