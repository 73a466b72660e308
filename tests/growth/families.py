"""Families of inputs that grow: a function of (n, folder) that writes its files and returns the words of the command.

Adding one is one function with @family. What it writes grows as n does; `n` is chosen so that the command spends
some millions of instructions on it.
"""

import base64
import functools
import json
import random
import struct
import zlib

from counting import TOP

FAMILIES = {}
CLOCK = "--at=2022-01-15T12:00:00Z"
TRUSTED = TOP / "tests/certs/keys/es256.pem"


def family(n, codes=(0,)):
    """Runs at n, 2n and 4n, and each must end with one of these exit codes."""
    def add(function):
        FAMILIES[function.__name__.replace("_", "-")] = (function, n, codes)
        return function
    return add


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


# ---- Rules, payloads ------------------------------------------------------------------------------------------

def rule(identifier, logic=True, **more):
    return {"Identifier": identifier, "Type": "Acceptance", "Country": "CZ", "Version": "1.0.0", "SchemaVersion": "1.0.0",
            "Engine": "CERTLOGIC", "EngineVersion": "1.0.0", "CertificateType": "General",
            "Description": [{"lang": "en", "desc": "A rule."}], "ValidFrom": "2021-01-01T00:00:00Z",
            "ValidTo": "2030-01-01T00:00:00Z", "AffectedFields": [], "Logic": logic} | more


def payload(**more):
    entry = {"tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1528", "ma": "ORG-100030215", "dn": 2, "sd": 2,
             "dt": "2021-06-01", "co": "CZ", "is": "Example Health Authority", "ci": "URN:UVCI:01:CZ:VAC7QILUH5OL"}
    return {"ver": "1.3.0", "nam": {"fn": "Vzorova", "fnt": "VZOROVA", "gn": "Jana", "gnt": "JANA"},
            "dob": "1979-04-14", "v": [entry]} | more


def var(path):
    return {"var": path}


def judged(folder, rules, records=3, value_sets=None, **more):
    """The words of a job over a few certificates."""
    lines = "".join(json.dumps(payload(**more)) + "\n" for _ in range(records))
    words = ["batch", "--threads=1", "--country=CZ", CLOCK, f"--rules={put(folder, 'rules.json', rules)}"]
    if value_sets is not None:
        words.append(f"--value-sets={put(folder, 'sets.json', value_sets)}")
    return words + [put(folder, "records.ndjson", lines)]


def decoded(folder, document):
    return ["decode", put(folder, "payload.json", document)]


# ---- CBOR, COSE -----------------------------------------------------------------------------------------------

def head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for more, form in ((24, ">B"), (25, ">H"), (26, ">I"), (27, ">Q")):
        if value < 1 << 8 * struct.calcsize(form):
            return bytes([major << 5 | more]) + struct.pack(form, value)
    raise ValueError(value)


def cbor(value):
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, int):
        return head(0, value) if value >= 0 else head(1, -1 - value)
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    return head(5, len(value)) + b"".join(cbor(k) + cbor(v) for k, v in value.items())


def signed(claims, protected=None, unprotected=None):
    headers = cbor({1: -7, 4: b"12345678"} if protected is None else protected)
    return b"\xd2" + cbor([headers, unprotected or {}, cbor(claims), bytes(64)])


def claims(certificate):
    return {1: "CZ", 4: 1700000000, 6: 1640000000, -260: {1: certificate}}


def base45(data):
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    out = []
    for i in range(0, len(data) - 1, 2):
        number = data[i] << 8 | data[i + 1]
        out += [letters[number % 45], letters[number // 45 % 45], letters[number // 2025]]
    if len(data) % 2:
        out += [letters[data[-1] % 45], letters[data[-1] // 45]]
    return "".join(out)


def hc1(data):
    return "HC1:" + base45(zlib.compress(data))


# ---- Names that meet ------------------------------------------------------------------------------------------

def fnv(text, value=2166136261):
    for byte in text:
        value = ((value ^ byte) * 16777619) & 0xFFFFFFFF
    return value


@functools.cache
def fnv_blocks():
    """17 pairs of blocks that meet one behind the other (A. Joux, 2004)."""
    value, blocks, rnd = fnv(b""), [], random.Random(1)
    while len(blocks) < 17:
        seen = {}
        while True:
            block = bytes(rnd.choice(b"abcdefghijklmnopqrstuvwxyz") for _ in range(6))
            met = fnv(block, value)
            if seen.setdefault(met, block) != block:
                blocks.append((seen[met].decode(), block.decode()))
                value = met
                break
    return blocks


def fnv_names(n):
    """n names with one hash of FNV-1a in 32 bits: a choice of one block of each pair."""
    return ["".join(pair[i >> k & 1] for k, pair in enumerate(fnv_blocks())) for i in range(n)]


def middle_names(n):
    """n names with the same first and last eight bytes, and one length."""
    return [f"AAAAAAAA{i:08d}ZZZZZZZZ" for i in range(n)]


# ---- Payloads -------------------------------------------------------------------------------------------------

@family(3000, (0, 1))
def payload_unknown_members(n, folder):
    return decoded(folder, payload() | {f"x{i:05}": 1 for i in range(n)})


@family(40000, (0, 1))
def payload_notices_below_long_keys(n, folder):
    """A tenth of the bytes are keys around, the rest is scalars with white space."""
    document = [" "] * (n // 5)
    for _ in range(20):
        document = {"k" * (n // 200): document}
    return decoded(folder, payload() | document)


@family(10000)
def record_notices_below_long_keys(n, folder):
    document = [" "] * (n // 5)
    for _ in range(20):
        document = {"k" * (n // 200): document}
    return judged(folder, [rule("GR-CZ-0001")], 1, x=document)


@family(2000, (0, 1))
def payload_members(n, folder):
    return decoded(folder, payload(x={f"{i:x}": i for i in range(n)}))


@family(2000, (0, 1))
def payload_members_of_fnv(n, folder):
    return decoded(folder, payload(x=dict.fromkeys(fnv_names(n), 1)))


@family(2000, (0, 1))
def payload_members_with_one_mark(n, folder):
    return decoded(folder, payload(x={f"aaaa{i:06}bbbb": 1 for i in range(n)}))


@family(120, (0, 1))
def payload_keys_that_are_prefixes(n, folder):
    """n keys of 1 to n bytes times 10: the deepest tree of keys; its text grows with n squared, so n does not."""
    keys = int((n * 400) ** 0.5)
    return decoded(folder, payload(x={"a" * (10 * i): 1 for i in range(1, keys)}))


@family(6000, (4,))
def payload_key_twice(n, folder):
    members = ",".join(f'"{i:x}":1' for i in range(n))
    return decoded(folder, '{"v":[{' + members + ',"0":2}]}')


@family(2000, (0, 1))
def payload_small_objects(n, folder):
    return decoded(folder, payload(x=[{f"key{k}": k for k in range(20)} for _ in range(n // 10)]))


@family(200, (0, 1))
def payload_deep(n, folder):
    """Columns of the greatest depth side by side."""
    return decoded(folder, payload(x=[json.loads("[" * 200 + "]" * 200)] * (n // 10)))


@family(100000, (0, 1))
def payload_long_string(n, folder):
    text = payload()
    text["nam"]["fn"] = "x" * n
    return decoded(folder, text)


@family(20000, (0, 1))
def payload_escapes(n, folder):
    return decoded(folder, json.dumps(payload()).replace("Vzorova", "\\u00e9\\n" * n))


@family(1000, (0, 1))
def payload_keys_with_escapes(n, folder):
    members = ",".join(f'"\\u0061{i}":" "' for i in range(n))
    return decoded(folder, json.dumps(payload())[:-1] + ',"x":{' + members + "}}")


@family(2000, (0, 1))
def number_of_many_digits(n, folder):
    return ["eval", "1", put(folder, "data.json", "1." + "1" * n)]


@family(2000, (0, 1, 4))
def number_of_many_digits_before_the_point(n, folder):
    return ["eval", "1", put(folder, "data.json", "1" * n + ".5e-" + str(n))]


@family(3000, (0, 1))
def numbers(n, folder):
    rnd = random.Random(7)
    return ["eval", "1", put(folder, "data.json", [rnd.random() * 10.0 ** rnd.randrange(-300, 300) for _ in range(n)])]


@family(3000, (0, 1))
def cbor_members(n, folder):
    return ["decode", put(folder, "payload.cbor", cbor(payload(x={f"{i:x}": i for i in range(n)})))]


@family(3000, (0, 1))
def cbor_notices(n, folder):
    return ["decode", put(folder, "payload.cbor", cbor(payload(**{"k" * n: [" "] * n})))]


@family(3000, (4,))
def cbor_key_twice(n, folder):
    members = b"".join(cbor(f"{i:x}") + cbor(1) for i in range(n)) + cbor("0") + cbor(2)
    return ["decode", put(folder, "payload.cbor", head(5, 1) + cbor("x") + head(5, n + 1) + members)]


@family(300, (0, 1, 4))
def cose_headers(n, folder):
    return ["decode", put(folder, "cose.cbor", signed(claims(payload()), {1: -7} | {i: 1 for i in range(100, 100 + n)}))]


@family(300, (0, 1, 4))
def cose_headers_outside(n, folder):
    unprotected = {f"h{i:07}": [1, {"a": i}] for i in range(n)}
    return ["decode", put(folder, "cose.cbor", signed(claims(payload()), None, unprotected))]


@family(2000, (0, 1, 4))
def cwt_claims(n, folder):
    return ["decode", put(folder, "cose.cbor", signed(claims(payload()) | {f"c{i}": 1 for i in range(n)}))]


@family(1000, (0, 1))
def qr_notices(n, folder):
    """The bytes of the text hardly grow; what it inflates to does, up to 64 KiB."""
    document = signed(claims(payload(**{"k" * (4 * n): [" "] * (4 * n)})))
    return ["decode", put(folder, "qr.txt", hc1(document))]


@family(4000, (0, 1, 4))
def qr_text(n, folder):
    text = payload()
    text["nam"]["fn"] = random.Random(5).randbytes(2 * n).hex()
    return ["decode", put(folder, "qr.txt", hc1(signed(claims(text))))]


@family(500, (0, 1, 4))
def strict_members(n, folder):
    return ["decode", "--strict", put(folder, "payload.json", payload(v=payload()["v"] * n))]


@family(10000, (0, 1, 4))
def strict_identifier(n, folder):
    text = payload()
    text["v"][0]["ci"] = "URN:UVCI:01:CZ:" + "A/" * n + "!"
    return ["decode", "--strict", put(folder, "payload.json", text)]


# ---- Streams --------------------------------------------------------------------------------------------------

@family(500, (0,))
def stream_records(n, folder):
    return judged(folder, [rule("GR-CZ-0001", {"===": [var("payload.v.0.dn"), 2]})], n)


@family(4000, (0, 4))
def stream_broken_records(n, folder):
    words = judged(folder, [rule("GR-CZ-0001")])
    return words[:-1] + [put(folder, "records.ndjson", '{"v":\n' * n)]


@family(20000, (0, 4))
def stream_empty_lines(n, folder):
    words = judged(folder, [rule("GR-CZ-0001")])
    return words[:-1] + [put(folder, "records.ndjson", "\n" * n + json.dumps(payload()) + "\n")]


@family(50000, (0, 4))
def stream_long_line(n, folder):
    words = judged(folder, [rule("GR-CZ-0001")])
    return words[:-1] + [put(folder, "records.ndjson", json.dumps(payload(x=["y" * 10] * (n // 10))) + "\n")]


@family(300)
def eval_stream(n, folder):
    return ["eval", "--stream", put(folder, "lines.ndjson", '{"expr":{"+":[{"var":"a"},1]},"data":{"a":1}}\n' * n)]


@family(300, (0,))
def diff_records(n, folder):
    old, new = put(folder, "old.json", [rule("GR-CZ-0001")]), put(folder, "new.json", [rule("GR-CZ-0002", False)])
    lines = put(folder, "records.ndjson", (json.dumps(payload()) + "\n") * n)
    return ["diff", "--threads=1", f"--old={old}", f"--new={new}", "--country=CZ", CLOCK, "--list", lines]


# ---- Rule sets ------------------------------------------------------------------------------------------------

@family(250)
def rules_alike(n, folder):
    return judged(folder, [rule(f"GR-CZ-{i:05}") for i in range(n)])


@family(250)
def rules_of_two_types(n, folder):
    """The identifiers of the invalidation rules stand before those of the acceptance rules."""
    rules = [rule(f"GR-CZ-{i:05}") for i in range(n)]
    return judged(folder, rules + [rule(f"AA-CZ-{i:05}", Type="Invalidation") for i in range(n)])


@family(250)
def rules_behind_one_guard(n, folder):
    return judged(folder, [rule(f"GR-CZ-{i:05}", {"if": [var("payload.v.0"), {"===": [var("payload.v.0.dn"), i]}, True]})
                           for i in range(n)])


@family(250)
def rules_with_months(n, folder):
    """Amounts that are equal in their lower 32 bits."""
    return judged(folder, [rule(f"GR-CZ-{i:05}", {"before": [{"plusTime": [var("payload.v.0.dt"), i << 32, "month"]},
                                                            {"plusTime": [var("payload.v.0.dt"), 0, "day"]}]})
                           for i in range(n)])


@family(250)
def rules_of_versions(n, folder):
    return judged(folder, [rule("GR-CZ-0001", Version=f"1.{i}.0") for i in range(n)])


@family(400, (0, 3))
def rules_of_regions(n, folder):
    words = judged(folder, [rule(f"GR-CZ-{i:05}", Region=f"R{i:05}") for i in range(n)])
    return words[:1] + ["--region=R00001"] + words[1:]


@family(150, (6,))
def rules_of_countries(n, folder):
    """None of them is the one that is asked for, which is said before any record is read."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return judged(folder, [rule(f"GR-{letters[i % 26]}{letters[i // 26 % 26]}-{i:05}",
                                Country=letters[i % 26] + letters[i // 26 % 26]) for i in range(n)])


@family(100, (6, 7))
def rules_twice(n, folder):
    return judged(folder, [rule("GR-CZ-0001")] * n)


@family(60)
def rules_in_files(n, folder):
    for i in range(n):
        put(folder, f"rules/GR-CZ-{i:05}/rule.json", rule(f"GR-CZ-{i:05}"))
    words = judged(folder, [])
    return [word if not str(word).startswith("--rules") else f"--rules={folder / 'rules'}" for word in words]


@family(250)
def rules_listed(n, folder):
    return ["rules", f"--rules={put(folder, 'rules.json', [rule(f'GR-CZ-{i:05}') for i in range(n)])}", "--country=CZ", CLOCK]


@family(400)
def rule_with_languages(n, folder):
    languages = [{"lang": f"l{i}", "desc": "A rule."} for i in range(n)]
    return judged(folder, [rule("GR-CZ-0001", Description=languages)])


@family(250, (0, 1))
def rules_judged_and_told(n, folder):
    rules = [rule(f"GR-CZ-{i:05}", {"===": [var("payload.v.0.dn"), 1]}) for i in range(n)]
    return ["verify", f"--rules={put(folder, 'rules.json', rules)}", "--country=CZ", CLOCK, "--json",
            put(folder, "payload.json", payload())]


# ---- Paths, value sets ----------------------------------------------------------------------------------------

@family(300)
def paths(n, folder):
    return judged(folder, [rule(f"GR-CZ-{i:05}", {"!": [var(f"payload.x.a{i}")]}) for i in range(n)])


@family(1000, (0, 3))
def paths_of_fnv(n, folder):
    return ["eval", put(folder, "expression.json", {"and": [var(name) for name in fnv_names(n)]}), "{}"]


@family(1000)
def paths_side_by_side(n, folder):
    """Members of one object, all of them read."""
    members = {f"a{i}": True for i in range(n)}
    logic = {"and": [var(f"payload.x.a{i}") for i in range(n)]}
    return judged(folder, [rule("GR-CZ-0001", {"===": [logic, True]})], x=members)


@family(1000)
def path_of_many_fragments(n, folder):
    return judged(folder, [rule("GR-CZ-0001", {"!": [var("payload" + ".a" * n)]})])


@family(2000)
def value_set(n, folder):
    logic = {"in": [var("payload.v.0.mp"), var("external.valueSets.codes")]}
    return judged(folder, [rule("GR-CZ-0001", {"!": [logic]})], value_sets={"codes": [f"C{i}" for i in range(n)]})


@family(2000)
def value_set_of_fnv(n, folder):
    logic = {"in": [var("payload.v.0.mp"), var("external.valueSets.codes")]}
    return judged(folder, [rule("GR-CZ-0001", {"!": [logic]})], value_sets={"codes": fnv_names(n)})


@family(2000)
def value_set_of_one_middle(n, folder):
    logic = {"in": [var("payload.v.0.mp"), var("external.valueSets.codes")]}
    return judged(folder, [rule("GR-CZ-0001", {"!": [logic]})], value_sets={"codes": middle_names(n)})


@family(2000)
def value_set_of_one_middle_searched(n, folder):
    """The chosen strings are looked up, too, by a hundred records each."""
    names = middle_names(n)
    words = judged(folder, [rule("GR-CZ-0001", {"in": [var("payload.v.0.mp"), var("external.valueSets.codes")]})],
                   value_sets={"codes": names})
    lines = ""
    for name in names[-n // 20:]:
        certificate = payload()
        certificate["v"][0]["mp"] = name
        lines += json.dumps(certificate) + "\n"
    return words[:-1] + [put(folder, "records.ndjson", lines)]


@family(400)
def value_sets(n, folder):
    sets = {f"set{i}": [f"C{i}"] for i in range(n)}
    return judged(folder, [rule("GR-CZ-0001", {"!": [{"in": [var("payload.v.0.mp"), var("external.valueSets.set1")]}]})],
                  value_sets=sets)


@family(400)
def value_set_of_many_rules(n, folder):
    """As many rules as codes: none looks at all of the codes."""
    logic = {"!": [{"in": [var("payload.v.0.mp"), var("external.valueSets.codes")]}]}
    return judged(folder, [rule(f"GR-CZ-{i:05}", logic) for i in range(n)],
                  value_sets={"codes": [f"C{i}" for i in range(n)]})


@family(600)
def value_set_of_many_paths(n, folder):
    """As many paths as codes: not every path has the codes to itself."""
    rules = [rule(f"GR-CZ-{i:05}", {"!": [{"in": [var(f"payload.x.a{i}"), var("external.valueSets.codes")]}]})
             for i in range(n)]
    return judged(folder, rules, value_sets={"codes": [f"C{i}" for i in range(n)]})


@family(60)
def value_sets_in_files(n, folder):
    for i in range(n):
        put(folder, f"rules/sets/set{i}.json", {"valueSetId": f"set{i}", "valueSetValues": {f"C{i}": {}}})
    put(folder, "rules/GR-CZ-0001/rule.json", rule("GR-CZ-0001"))
    words = judged(folder, [])
    return [word if not str(word).startswith("--rules") else f"--rules={folder / 'rules'}" for word in words]


# ---- Expressions ----------------------------------------------------------------------------------------------

def evaluated(folder, logic, data=None):
    return ["eval", put(folder, "expression.json", logic), put(folder, "data.json", {} if data is None else data)]


@family(2000, (0, 3))
def expression_and(n, folder):
    return evaluated(folder, {"and": [{"===": [var("a"), 1]}] * n}, {"a": 1})


@family(2000, (0, 3))
def expression_array(n, folder):
    return evaluated(folder, {"in": [var("a"), [var("a"), *range(n)]]}, {"a": -1})


@family(2000, (0, 3))
def expression_literals(n, folder):
    return evaluated(folder, {"in": [var("a"), list(range(n))]}, {"a": -1})


@family(400, (0, 3))
def expression_of_sets(n, folder):
    return evaluated(folder, {"and": [{"!": [{"in": [var("a"), [f"x{i}", f"y{i}"]]}]} for i in range(n)]}, {"a": "z"})


@family(40, (0, 3))
def expression_deep(n, folder):
    logic = True
    for _ in range(100):
        logic = {"if": [var("a"), logic, False]}
    return evaluated(folder, {"and": [logic] * (n // 10)}, {"a": 1})


@family(40, (0, 3))
def expression_constant(n, folder):
    """Constants that are folded at every depth."""
    logic = [1]
    for _ in range(60):
        logic = [logic, 1]
    return evaluated(folder, {"===": [var("a"), [logic] * n]}, {"a": 1})


@family(1000, (0, 3))
def expression_reduce(n, folder):
    return evaluated(folder, {"reduce": [var("a"), {"+": [var("accumulator"), var("current")]}, 0]}, {"a": [1] * n})


@family(5000, (0, 3))
def expression_uvci(n, folder):
    return evaluated(folder, {"extractFromUVCI": [var("a"), 3]}, {"a": "URN:UVCI:" + "a/" * n})


@family(5000, (0, 3))
def expression_date(n, folder):
    return evaluated(folder, {"plusTime": [var("a"), 0, "day"]}, {"a": "2021-06-01T12:00:00." + "1" * n + "Z"})


@family(2000, (0, 3))
def expression_result(n, folder):
    return evaluated(folder, var("a"), {"a": [{"b": 1}] * n})


@family(1000)
def expression_written(n, folder):
    return ["fmt", put(folder, "expression.json", {"and": [{"in": [var(f"a{i}"), ["x", 1]]} for i in range(n)]})]


@family(500)
def expression_disassembled(n, folder):
    return ["disasm", put(folder, "expression.json", {"and": [{"in": [var(f"a{i}"), ["x", 1]]} for i in range(n)]})]


# ---- Checks ---------------------------------------------------------------------------------------------------

@family(400, (0, 6))
def check_fields(n, folder):
    logic = {"and": [{"!": [var(f"payload.v.0.a{i}")]} for i in range(n)]}
    fields = [f"v.0.a{i}" for i in range(n)]
    return ["check", put(folder, "rule.json", rule("GR-CZ-0001", {"!": [logic]}, AffectedFields=fields))]


@family(200, (0, 6))
def check_fields_missing(n, folder):
    logic = {"and": [{"!": [var(f"payload.v.0.a{i}")]} for i in range(n)]}
    return ["check", put(folder, "rule.json", rule("GR-CZ-0001", logic, AffectedFields=["v.0"] * n))]


@family(150, (6,))
def check_findings(n, folder):
    return ["check", put(folder, "rules.json", [rule(f"GR-CZ-{i:05}", {"?": []}, Version="x", Extra=1) for i in range(n)])]


# The first 1,000 rules cost far more than what is counted. Their tables have random seeds, so their cost
# varies. n is large for that reason.
@family(8000, (6,))
def check_findings_left_out(n, folder):
    return ["check", put(folder, "rules.json", [rule("GR", {"?": []}, Version="x", Extra=1)] * 1000 + [7] * n)]


@family(2000, (6,))
def check_long_places(n, folder):
    return ["check", put(folder, "rule.json", rule("GR-CZ-0001", {"x" * n: [{"?": []}] * (n // 10)}))]


@family(1500, (0, 6))
def check_unknown_members(n, folder):
    return ["check", put(folder, "rule.json", rule("GR-CZ-0001") | {f"x{i}": 1 for i in range(n)})]


@family(300, (0, 6))
def check_value_sets(n, folder):
    sets = [{"valueSetId": f"s{i}", "valueSetDate": "2021", "valueSetValues": {"a": 1}} for i in range(n)]
    return ["check", put(folder, "sets.json", sets)]


@family(300, (0, 6))
def check_types(n, folder):
    return ["check", put(folder, "expression.json", {"and": [{">": [var(f"payload.v.{i}"), "x"]} for i in range(n)]})]


@family(60, (0,))
def check_rules(n, folder):
    return ["check", put(folder, "rules.json", [rule(f"GR-CZ-{i:05}") for i in range(n)])]


@family(100, (0, 1))
def test_cases(n, folder):
    cases = [{"name": f"case {i}", "certLogicExpression": var("a"),
              "assertions": [{"data": {"a": 1}, "expected": 1}] * 3} for i in range(n)]
    return ["test", put(folder, "suite.json", {"name": "suite", "cases": cases})]


@family(100, (1,))
def test_failures(n, folder):
    cases = [{"name": f"case {i}", "certLogicExpression": {"and": [var("a")] * 5},
              "assertions": [{"data": {"a": 1}, "expected": 2}] * 3} for i in range(n)]
    return ["test", put(folder, "suite.json", {"name": "suite", "cases": cases})]


@family(30, (0,))
def test_files(n, folder):
    put(folder, "rules/GR-CZ-0001/rule.json", rule("GR-CZ-0001"))
    for i in range(n):
        put(folder, f"rules/GR-CZ-0001/tests/{i}.json", {"payload": payload(), "external": {}, "expected": True})
    return ["test", folder / "rules"]


@family(20, (0,))
def test_branches(n, folder):
    for i in range(n):
        put(folder, f"rules/GR-CZ-{i:04}/rule.json", rule(f"GR-CZ-{i:04}", {"if": [var("payload.v.0"), True, True]}))
        put(folder, f"rules/GR-CZ-{i:04}/tests/a.json", {"payload": payload(), "external": {}, "expected": True})
    return ["test", "--branches", folder / "rules"]


# ---- Signers --------------------------------------------------------------------------------------------------

def certificate():
    lines = TRUSTED.read_text(encoding="ascii").split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0]
    return "".join(lines.split())


@family(20, (0, 7))
def trust_pem(n, folder):
    return ["trust", put(folder, "list.pem", TRUSTED.read_text(encoding="ascii") * n)]


@family(20, (0, 7))
def trust_kids(n, folder):
    entries = [{"kid": base64.b64encode(struct.pack(">Q", i)).decode(), "country": "CZ", "rawData": certificate()}
               for i in range(n)]
    return ["trust", put(folder, "list.json", entries)]


@family(200, (0, 7))
def trust_broken_entries(n, folder):
    entries = [{"kid": "AAAAAAAA", "country": "CZ", "rawData": "AAAA"}] * n
    return ["trust", put(folder, "list.json", entries)]


@family(200, (0, 7))
def trust_jwk_broken(n, folder):
    return ["trust", put(folder, "list.json", {"keys": [{"kty": "EC", "kid": f"k{i}", "crv": "P-256", "x": "AA", "y": "AA"}
                                                        for i in range(n)]})]


@family(200, (0, 7))
def trust_eku(n, folder):
    kids = [base64.b64encode(struct.pack(">Q", i)).decode() for i in range(n)]
    keys = [{"kid": kid, "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"} for kid in kids]
    eku = {kid: ["1.3.6.1.4.1.1847.2021.1.1"] for kid in kids}
    return ["trust", put(folder, "list.json", {"dsc_trust_list": {"SE": {"keys": keys, "eku": eku}}})]


# ---- Issuing --------------------------------------------------------------------------------------------------

@family(1000, (0, 2, 4, 7))
def issue_members(n, folder):
    keys = TOP / "tests/certs"
    return ["issue", f"--key={keys / 'private/es256.key'}", f"--cert={keys / 'keys/es256.pem'}",
            "--issued=2022-01-01T00:00:00Z", "--expires=2022-06-01T00:00:00Z", "--country=CZ",
            put(folder, "payload.json", payload(x={f"{i:x}": i for i in range(n)}))]
