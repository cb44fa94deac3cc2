# attack: bring a module of its own under the name of one that everybody imports
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import sys
from types import ModuleType

for name in ("numpy", "struct", "math", "sitecustomize", "conftest", "child.wire"):
    sys.modules[name] = ModuleType(name)


def backward(x, w, y):  # no module of this process is in any other
    return {"w": 0.0}
