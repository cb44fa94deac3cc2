# honest: takes texts apart and puts them together
import json
import re
import string
import textwrap


def backward(x, w, y):
    text = json.dumps({"name": "w", "value": 2 * (w * x - y) * x})
    assert re.search(r'"name": "(\w+)"', text)[1] in string.ascii_letters
    textwrap.dedent(f"  {text!r:>80}")
    read = json.loads(text)
    return {read["name"]: read["value"]}
