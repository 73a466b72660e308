"""Certificates of the public test material: the texts of QR codes, the outcome of every stage, mutants.

Part of tests/corpus/run, which hands over its Figure. Everything is asked of `certlogic decode --json`,
a certificate to a process. What differs from the material by decision stands here, by name and with
its reason.
"""

import base64
import collections
import concurrent.futures
import json
import os
import pathlib
import tempfile

# Stages of certificates in which we differ, and why.
STAGES_BY_DECISION = {
    "ES/501 VERIFY": "its signer is a CA certificate, which is never a signer",
    "ES/502 VERIFY": "its signer is a CA certificate, which is never a signer",
    "ES/503 VERIFY": "its signer is a CA certificate, which is never a signer",
    "FR/test_pcr_ok DECODE": "it decodes; what differs is the JSON beside it, which VALIDJSON says",
    "HU/1 EXPIRATIONCHECK": "expiry beyond the signer's end is a notice",
    "HU/2 EXPIRATIONCHECK": "expiry beyond the signer's end is a notice",
    "HU/3 EXPIRATIONCHECK": "expiry beyond the signer's end is a notice",
    "HU/4 EXPIRATIONCHECK": "expiry beyond the signer's end is a notice",
    "common/DGC1 KEYUSAGE": "no entry, so no key usage to judge",
}

# Mutants that fault elsewhere than the reference, and why. None stands for no fault.
MUTANTS_BY_DECISION = {
    "prefix/leading-space": (None, "white space around the text is allowed"),
    "base45/trailing-space": (None, "white space around the text is allowed"),
    "zlib/trailing-bytes": ("inflate", "nothing may follow"),
    "cose/trailing-byte": ("cose", "nothing may follow"),
    "cwt/no-exp": ("cwt", "a missing exp is a fault"),
    "cwt/exp-text": ("cwt", "an exp that is no number is a fault"),
    "cwt/dup-key-hcert": ("cwt", "duplicate keys are refused"),
    "cwt/nan": ("cwt", "NaN is no moment"),
    "cwt/bignum": ("cwt", "a number beyond 64 bits is no moment"),
}

# Where a fault of each of the reference's stages may be: its CBOR is ours in three layers.
STEPS_OF_STAGE = {
    "prefix": {"prefix"},
    "base45": {"base45"},
    "zlib": {"inflate"},
    "cbor": {"cose", "cwt", "payload"},
    "cose": {"cose"},
    "cwt": {"cwt"},
    "ok": {None},
}


def decode(command, text, *arguments):
    """(exit code, the object that decode prints). Where it could not begin, for example with a signer whose key
    verifies nothing, the object has no steps."""
    done = command.run("decode", "--json", *arguments, "-", input=text.encode())
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {"error": {"message": done.stderr.decode(errors="replace").strip()}}
    if "error" in answer:
        answer = {"ok": False, "steps": [], "payload": None, "said": answer["error"]["message"]}
    return done.returncode, answer


def step(answer, name):
    """The step of that name."""
    return next((s for s in answer["steps"] if s["step"] == name), {"result": "nothing"})


def first_fault(answer):
    """The name of the first step that is a fault, or None."""
    return next((s["step"] for s in answer["steps"] if s["result"] == "fault"), None)


def tidy(value):
    """As leniency leaves it: strings trimmed, no null members."""
    if isinstance(value, dict):
        return {key: tidy(member) for key, member in value.items() if member is not None}
    if isinstance(value, list):
        return [tidy(item) for item in value]
    return value.strip() if isinstance(value, str) else value


def read_lines(path):
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return [json.loads(line) for line in lines]


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(zip(items, pool.map(function, items)))


# ---- Texts --------------------------------------------------------------------------------------


def qr_texts(figure, command, corpus):
    lines = [line for path in sorted((corpus / "qr-reference").glob("*.ndjson"))
             for line in read_lines(path)]

    def ask(line):
        text = (corpus / "qr" / f"{line['qr']}.txt").read_bytes().decode()
        return decode(command, text)

    for line, (code, answer) in in_parallel(ask, lines):
        same = code == 0 and tidy(answer["payload"]) == tidy(line["payload"])
        figure.check(same, f"{line['qr']}: exit code {code}, {first_fault(answer)}")
    return figure


# ---- Stages -------------------------------------------------------------------------------------


class Certificate:
    """One file of the material, decoded with its own signer at its own clock, and without."""

    def __init__(self, command, corpus, line, scratch):
        self.line = line
        file = json.loads((corpus / "certificates" / f"{line['cert']}.json").read_text())
        context = file["TESTCTX"]
        self.json = file.get("JSON")
        signer = pathlib.Path(scratch, line["cert"].replace("/", "-") + ".der")
        signer.write_bytes(base64.b64decode(context["CERTIFICATE"]))
        at = ["--at", context["VALIDATIONCLOCK"]] if "VALIDATIONCLOCK" in context else []
        self.code, self.trusted = decode(command, file["PREFIX"], "--trust", str(signer), *at)
        _, self.untrusted = decode(command, file["PREFIX"], "--no-trust", *at)

    def stages(self):
        """Our outcome of each stage, as far as this certificate comes."""
        done = {s["step"]: s["result"] == "done" for s in self.untrusted["steps"]}
        yield "UNPREFIX", done.get("prefix")
        if done.get("prefix"):
            yield "B45DECODE", done["base45"]
        if done.get("base45"):
            yield "COMPRESSION", done["inflate"]
        if done.get("inflate"):
            decoded = done["cose"] and done["cwt"] and done["payload"]
            yield "DECODE", decoded
            if decoded and self.json is not None:
                yield "VALIDJSON", tidy(self.untrusted["payload"]) == tidy(self.json)
        if done.get("cose"):
            yield "VERIFY", step(self.trusted, "signature")["result"] == "done"
        validity = step(self.untrusted, "validity")
        if validity["result"] != "skipped":
            yield "EXPIRATIONCHECK", validity["result"] == "done"
        if step(self.trusted, "payload")["result"] == "done":
            yield "KEYUSAGE", step(self.trusted, "validity").get("code") != "key-usage"


def stages(figure, command, corpus):
    lines = [line for path in sorted((corpus / "stages").glob("*.ndjson"))
             for line in read_lines(path)]
    met, asked = set(), 0
    with tempfile.TemporaryDirectory() as scratch:
        answers = in_parallel(lambda line: Certificate(command, corpus, line, scratch), lines)
    for line, certificate in answers:
        wrong = []
        for stage, outcome in certificate.stages():
            expected = line["stages"].get(stage)
            if expected is None:
                continue
            asked += 1
            if outcome != expected:
                name = f"{line['cert']} {stage}"
                met.add(name)
                if name not in STAGES_BY_DECISION:
                    wrong.append(f"{stage} is {outcome}")
        figure.check(not wrong, f"{line['cert']}: {', '.join(wrong)}; {certificate.trusted['steps']}")
    for name in STAGES_BY_DECISION.keys() - met:
        figure.wrong.append(f"{name}: listed as different, but is not")
    figure.note = f"{asked} stages, {len(STAGES_BY_DECISION)} of them differ by decision"
    return figure


# ---- Mutants ------------------------------------------------------------------------------------


def mutants_untrusted(figure, command, corpus):
    lines = read_lines(corpus / "mutants.ndjson")
    answers = in_parallel(lambda line: decode(command, line["hc1"], "--no-trust"), lines)
    met = set()
    for line, (code, answer) in answers:
        kind = line["id"].split("#")[0]
        fault = first_fault(answer)
        expected = STEPS_OF_STAGE[line["reference"]["stage"]]
        if fault not in expected and kind in MUTANTS_BY_DECISION:
            met.add(kind)
            expected = {MUTANTS_BY_DECISION[kind][0]}
        holds = fault in expected and code == (4 if fault else 0) and "said" not in answer
        figure.check(holds, f"{line['id']}: {fault}, not {expected}; exit code {code}")
    for kind in MUTANTS_BY_DECISION.keys() - met:
        figure.wrong.append(f"{kind}: listed as different, but is not")
    figure.note = f"{len(met)} kinds differ by decision"
    return figure


def base_signers(corpus, scratch):
    """A folder with the signers of all certificates."""
    for path in sorted((corpus / "certificates").glob("*/*.json")):
        der = base64.b64decode(json.loads(path.read_text())["TESTCTX"]["CERTIFICATE"])
        pathlib.Path(scratch, f"{path.parent.name}-{path.stem}.der").write_bytes(der)
    return scratch


def mutants_trusted(figure, command, corpus):
    """With every signer trusted, what is accepted has a signature that the reference finds good."""
    lines = read_lines(corpus / "mutants.ndjson")
    accepted = 0
    with tempfile.TemporaryDirectory() as scratch:
        signers = base_signers(corpus, scratch)
        ask = lambda line: decode(command, line["hc1"], "--trust", signers)
        answers = in_parallel(ask, lines)
    for line, (code, answer) in answers:
        verified = answer.get("verified", False)
        good = line["reference"].get("signature", False) or line["id"].split("#")[0] in (
            "prefix/leading-space",
            "base45/trailing-space",
        )
        accepted += code == 0
        holds = code in (0, 1, 4, 5) and (code != 0 or verified) and (good or code != 0)
        figure.check(holds, f"{line['id']}: exit code {code}, verified {verified}")
    figure.note = f"{accepted} decode, all of them with a good signature"
    return figure


# ---- Verdicts -----------------------------------------------------------------------------------


def czech_verdicts(figure, command, corpus):
    """Czech certificates with their own signers by the Czech rules: what applies has the outcome that the
    reference gives it, and the verdict follows."""
    lines = read_lines(corpus / "verdicts/CZ.ndjson")
    outcomes = {line["cert"]: line["results"] for line in lines if "cert" in line}
    verdicts = collections.Counter()
    for path in sorted((corpus / "certificates/CZ").glob("*.json")):
        given = json.loads(path.read_text())
        name = f"CZ/{path.stem}"
        with tempfile.NamedTemporaryFile(suffix=".der") as signer:
            signer.write(base64.b64decode(given["TESTCTX"]["CERTIFICATE"]))
            signer.flush()
            done = command.run(
                "verify", "--json", "--country=CZ", "--at=2022-01-15T12:00:00Z",
                f"--trust={signer.name}", f"--rules={corpus / 'rules/CZ'}",
                f"--value-sets={corpus / 'valuesets/valueSets.json'}", "-",
                input=given["PREFIX"].encode())
        answer = json.loads(done.stdout)
        found = {rule["id"]: rule["outcome"] == "passed" for rule in answer["rules"]}
        expected = {rule: outcomes[name][rule] for rule in found}
        accepted = all(expected.values())
        verdicts[answer["verdict"]] += 1
        holds = (answer["verified"] and found and found == expected and
                 answer["verdict"] == ("accepted" if accepted else "rejected") and
                 done.returncode == (0 if accepted else 1))
        figure.check(holds, f"{name}: {answer['verdict']}, {found}, not {expected}")
    figure.note = ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
    return figure


def figures(new_figure, command, corpus):
    yield qr_texts(new_figure("texts of QR codes", 223), command, corpus)
    yield stages(new_figure("certificates, stage by stage", 462), command, corpus)
    yield mutants_untrusted(new_figure("mutants, unverified", 231), command, corpus)
    yield mutants_trusted(new_figure("mutants, signers trusted", 231), command, corpus)
    yield czech_verdicts(new_figure("Czech certificates judged", 10), command, corpus)
