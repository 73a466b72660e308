"""What the tests of batch share."""

import os
import pathlib
import subprocess
import sys

TOP = pathlib.Path(os.environ.get("top_srcdir", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("top_builddir", TOP))
COMMAND = os.path.abspath(os.environ.get("CERTLOGIC", BUILD / "certlogic"))
GENERATE = BUILD / "bench/generate"
KEYS = TOP / "tests/certs"
CLOCK = "2022-01-15T12:00:00Z"
JUDGE = ["batch", f"--rules={TOP}/rules", "--country=CZ", f"--at={CLOCK}"]


def generate(form, count, path, seed=20220115):
    """The first certificates of the generator in one form."""
    keys = []
    if form in ("hc1", "cose"):
        keys = [KEYS / "private/es256.key", KEYS / "keys/es256.pem"]
    with open(path, "wb") as out:
        subprocess.run([GENERATE, form, str(count), str(seed), *keys], stdout=out, check=True)
    return path


def run(*arguments, command=COMMAND, **more):
    """The end of a run of the command: returncode, stdout, stderr."""
    more = {"stdin": subprocess.DEVNULL, "capture_output": True, "timeout": 600} | more
    return subprocess.run([command, *map(str, arguments)], check=False, **more)


def sanitized():
    """True when the command is built with sanitizers, which take memory of their own."""
    return "-fsanitize" in os.environ.get("CERTLOGIC_CFLAGS", "")


class Results:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED: {what}")
        return good

    def exit(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed or not self.passed else 0)
