#!/usr/bin/env bash
# Runs for each submission: grades it, and writes what Gradescope shows.
root="${AUTOGRADER:-/autograder}"
python="${DEEPKATA_PYTHON:-$root/source/venv/bin/python}"
reports="$root/results/deepkata"
mkdir -p "$reports"
"$python" -I -m deepkata --course "$root/source/course" grade "$root/submission" --output "$reports"{% for name in exercises %} --exercise {{ name }}{% endfor %}

"$python" -I -m deepkata --course "$root/source/course" report gradescope --report "$reports/report.json" --output "$root/results"{% if policy %} --policy "$root/source/policy.toml"{% endif %}

if [ ! -s "$root/results/results.json" ]; then
    echo '{"score": 0, "output": "This could not be graded: the submission holds no folder laid out like exercises/, or the autograder failed. The output of the autograder says which."}' > "$root/results/results.json"
fi
