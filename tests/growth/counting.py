"""Counts the instructions that a command executes, the same on every run and under any load.

Needs valgrind. `instructions` takes words and returns (instructions, exit code); the loader of the command and
its libraries are part of the count.
"""

import os
import pathlib
import re
import shutil
import subprocess

TOP = pathlib.Path(os.environ.get("top_srcdir", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("top_builddir", TOP))
COMMAND = pathlib.Path(os.path.abspath(os.environ.get("CERTLOGIC", BUILD / "certlogic")))


def available():
    return shutil.which("valgrind") is not None


def sanitized():
    """True when the command is built with sanitizers, which valgrind cannot run."""
    return "-fsanitize" in os.environ.get("CERTLOGIC_CFLAGS", "")


def command():
    """The program itself and its environment, not libtool's script around it, which would be counted."""
    libraries = COMMAND.parent / ".libs"
    program = libraries / COMMAND.name
    if not program.exists():
        return COMMAND, dict(os.environ)
    path = os.environ.get("LD_LIBRARY_PATH")
    return program, os.environ | {"LD_LIBRARY_PATH": str(libraries) + (f":{path}" if path else "")}


def instructions(*words, stdin=subprocess.DEVNULL, cwd=None, timeout=900):
    program, environment = command()
    done = subprocess.run(
        ["valgrind", "--tool=exp-bbv", "--instr-count-only=yes", "--bb-out-file=/dev/null", program, *map(str, words)],
        stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd, env=environment, timeout=timeout,
        check=False)
    counted = re.findall(rb"Total instructions: (\d+)", done.stderr)
    if not counted:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return sum(map(int, counted)), done.returncode
