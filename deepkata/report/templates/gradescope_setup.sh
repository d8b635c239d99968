#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image of this autograder.
set -euo pipefail
here="${AUTOGRADER:-/autograder}/source"
apt-get update -qq
apt-get install -y -qq python3 python3-venv bubblewrap
python3 -m venv "$here/venv"
"$here/venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt"
packages="$("$here/venv/bin/python" -c 'import site; print(site.getsitepackages()[0])')"
echo "$here/engine" > "$packages/deepkata.pth"
"$here/venv/bin/python" -m compileall -q "$packages" "$here/engine" || true
"$here/venv/bin/python" -I -m deepkata --course "$here/course" fetch {{ exercises | join(" ") }}
"$here/venv/bin/python" -I -m deepkata --course "$here/course" doctor || true
