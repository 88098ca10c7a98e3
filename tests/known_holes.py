"""Whether anything in requirements.txt has a known hole, where the list of them can be reached: a part of `make lint`.

Being offline is no fault of the code, so that ends in a line that says so. A hole ends in failure.
"""

import json
import subprocess
import sys

from tests.servers import ROOT

SECONDS = 60
# Nothing is installed or resolved: the file names every package with its version and hashes.
COMMAND = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt", "--disable-pip", "--require-hashes"]
COMMAND += ["--progress-spinner", "off", "--timeout", "10", "--format", "json"]
LEFT_OUT = "Known holes in what we depend on were not looked for: {why}. Run `make lint` where there is a network."


def look() -> int:
    """Print what was found, and return the exit status: 1 where there is a hole."""
    try:
        done = subprocess.run(COMMAND, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        print(LEFT_OUT.format(why=f"no answer within {SECONDS} seconds"))
        return 0
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = done.stderr.strip().splitlines() or ["pip-audit said nothing"]
        print(LEFT_OUT.format(why=lines[-1][:200]))
        return 0
    holes = [(one["name"], one["version"], hole) for one in told for hole in one.get("vulns", ())]
    for name, version, hole in holes:
        mended = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{name} {version} has a known hole, {hole['id']}; mended in {mended}.")
    if not holes:
        print(f"No known hole in the {len(told)} packages of requirements.txt.")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(look())
