"""What a submission might do and should not: the attacks that ``grader doctor`` tries, each harmless where it works.

The tests have many more (``tests/attacks``); these are what shows within seconds whether the walls of a machine stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.isolation import Isolation

MEMORY_BYTES = 256 << 20
"""What an attack may take; the one on memory asks for twice as much."""


@dataclass(frozen=True)
class Attack:
    """Something that a submission might do.

    Attributes:
        what: in words.
        source: a module whose ``attempt()`` returns True if it got away with it.
        seconds: how long it may take; plenty, so that a slow machine does not pass for a wall.
        before: a module that is run first as a submission of its own; may be empty.
        stopped_from: the level that has to stop it, as all levels above have to.
    """

    what: str
    source: str
    seconds: float = 10.0
    before: str = ""
    stopped_from: Isolation = Isolation.L1


ON_THE_ANSWER = (
    Attack(
        "import the grader",
        "def attempt():\n    import grader\n    return True\n",
        stopped_from=Isolation.L0,
    ),
    Attack(
        "import the reference engine",
        "def attempt():\n    import reference\n    return True\n",
        stopped_from=Isolation.L0,
    ),
    Attack(
        "see the grader's environment",
        "import os\ndef attempt():\n    return 'HOME' in os.environ\n",
        stopped_from=Isolation.L0,
    ),
    Attack(
        "answer by printing",
        "import os\ndef attempt():\n    os.write(1, b'True')\n    os._exit(0)\n",
        stopped_from=Isolation.L0,
    ),
    Attack(
        "read what the last submission left in memory",
        # It looks backwards, so that it does not find its own text.
        "import numpy as np\n"
        "def attempt():\n"
        "    kept = [np.empty(1 << power, np.uint8) for power in range(6, 22) for _ in range(4)]\n"
        "    return any(b'ABCDEFGHIJKLMNOPQRSTUVWXYZ' in memory.tobytes()[::-1] for memory in kept)\n",
        before="import numpy as np\n"
        "MARK = b'ZYXWVUTSRQPONMLKJIHGFEDCBA'\n"
        "def attempt():\n"
        "    for power in range(6, 22):\n"
        "        np.frombuffer((MARK * (1 << power))[: 1 << power], np.uint8).copy()\n",
        stopped_from=Isolation.L0,
    ),
    Attack(
        "write into the pipe that the answers take",
        "import os, sys\n"
        "def attempt():\n"
        "    wire = next(module for name, module in sys.modules.items() if name.endswith('child.wire'))\n"
        "    forged = wire.encode_record(wire.ANSWERED, 0, wire.encode_answer(True, (), 100))\n"
        "    forged += wire.encode_record(wire.END, 1)\n"
        "    for descriptor in range(3, 64):\n"
        "        try:\n"
        "            os.write(descriptor, forged)\n"
        "        except OSError:\n"
        "            pass\n"
        "    os._exit(0)\n",
    ),
    Attack(
        "find an open file",
        "import errno, os\n"
        "def attempt():\n"
        "    for descriptor in range(3, 64):\n"
        "        try:\n"
        "            os.lseek(descriptor, 0, os.SEEK_CUR)\n"
        "        except OSError as error:\n"
        "            if error.errno == errno.EBADF:\n"
        "                continue\n"
        "        return True\n",
    ),
)
ON_FILES = (
    Attack(
        "read a file",
        "import os\ndef attempt():\n    with open(os.__file__) as it:\n        return it.read(1) != ''\n",
    ),
    Attack(
        "read /proc/self/environ",
        "def attempt():\n    with open('/proc/self/environ', 'rb') as it:\n        return it.read(1) != b''\n",
    ),
    Attack("list a folder", "import os\ndef attempt():\n    return bool(os.listdir(os.sep))\n"),
    Attack(
        "write a file",
        "import tempfile\n"
        "def attempt():\n    with tempfile.TemporaryFile() as it:\n        return it.write(b'mine') == 4\n",
    ),
)
ON_THE_NETWORK = (
    Attack(
        "connect by TCP",
        "import socket\n"
        "def attempt():\n"
        "    with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "        socket.create_connection(server.getsockname()).close()\n"
        "    return True\n",
    ),
    Attack(
        "send by UDP",
        "import socket\n"
        "def attempt():\n"
        "    with socket.socket(type=socket.SOCK_DGRAM) as own:\n"
        "        own.bind(('127.0.0.1', 0))\n"
        "        return own.sendto(b'mine', own.getsockname()) == 4\n",
    ),
    Attack(
        "connect to an abstract Unix socket",
        "import socket\n"
        "def attempt():\n"
        "    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:\n"
        "        server.bind('')\n"  # the kernel finds an abstract name
        "        server.listen()\n"
        "        client.connect(server.getsockname())\n"
        "    return True\n",
    ),
)
ON_PROCESSES = (
    Attack(
        "fork",
        "import os\n"
        "def attempt():\n"
        "    child = os.fork()\n"
        "    if child == 0:\n"
        "        os._exit(0)\n"
        "    return os.waitpid(child, 0)[0] == child\n",
    ),
    Attack(
        "start a thread",
        "import threading\n"
        "def attempt():\n"
        "    thread = threading.Thread(target=int)\n"
        "    thread.start()\n"
        "    thread.join()\n"
        "    return True\n",
    ),
    Attack(
        "start a program",
        "import subprocess, sys\n"
        "def attempt():\n    return subprocess.run([sys.executable, '-I', '-S', '-c', '']).returncode == 0\n",
    ),
    Attack(
        "become another program",
        # One that could tell would be better: whoever is no longer there cannot. This is no program, but was looked at.
        "import errno, os\n"
        "def attempt():\n"
        "    try:\n"
        "        os.execv(os.devnull, ['another'])\n"
        "    except OSError as error:\n"
        "        return error.errno == errno.EACCES\n",
    ),
    Attack("signal the parent", "import os\ndef attempt():\n    os.kill(os.getppid(), 0)\n    return True\n"),
    Attack(
        "have itself traced",
        "import ctypes, os\n"
        "PTRACE, TRACE_ME = {'x86_64': 101, 'aarch64': 117}, 0\n"
        "def attempt():\n"
        "    return ctypes.CDLL(None).syscall(PTRACE[os.uname().machine], TRACE_ME, 0, 0, 0) == 0\n",
    ),
    Attack(
        "read memory as a debugger does",
        "import ctypes, os\n"
        "READ = {'x86_64': 310, 'aarch64': 270}\n"
        "def attempt():\n"
        "    there, here = ctypes.create_string_buffer(b'mine', 4), ctypes.create_string_buffer(4)\n"
        "    into, out_of = ((ctypes.c_size_t * 2)(ctypes.addressof(memory), 4) for memory in (here, there))\n"
        "    ctypes.CDLL(None).syscall(READ[os.uname().machine], os.getpid(), into, 1, out_of, 1, ctypes.c_ulong(0))\n"
        "    return here.raw == b'mine'\n",
    ),
    Attack(
        "make memory executable",
        "import mmap\n"
        "def attempt():\n"
        "    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()\n"
        "    return True\n",
    ),
)
TOO_MUCH_MEMORY = Attack(
    "take more memory than it may",
    f"def attempt():\n    return len(bytearray({4 * MEMORY_BYTES})) > 0\n",
)
ON_RESOURCES = (
    TOO_MUCH_MEMORY,
    Attack("loop for ever", "def attempt():\n    while True:\n        pass\n", seconds=1.0, stopped_from=Isolation.L0),
)
ATTACKS = (*ON_THE_ANSWER, *ON_FILES, *ON_THE_NETWORK, *ON_PROCESSES, *ON_RESOURCES)
