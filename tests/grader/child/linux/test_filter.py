"""The filter, run by an interpreter of its own language, so that every machine tests the programs of all."""

import ctypes
import errno
import struct

import pytest

from grader.child.linux import filter as syscall_filter
from grader.child.linux.filter import CONDITIONS, packed, program, program_for
from grader.child.linux.syscalls import ALLOWED, ARCHITECTURES, TABLES
from grader.errors import UsageError
from grader.sandbox.syscall_tables import libseccomp

KILL, REFUSE, ALLOW = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000  # as linux/seccomp.h has them
MACHINES = sorted(TABLES)
PROGRAMS = {machine: program_for(machine) for machine in MACHINES}
I386, ARM = 0x40000003, 0x40000028  # AUDIT_ARCH of the 32-bit calls that these machines know besides
X32 = 0x40000000
PROT_READ, PROT_WRITE, PROT_EXEC = 1, 2, 4
FUTEX_PRIVATE, FUTEX_CLOCK_REALTIME = 0x80, 0x100
HIGH = 1 << 32
NUMBERS = range(1024)

DANGEROUS = """
    open openat openat2 open_by_handle_at creat name_to_handle_at stat lstat newfstatat statx access
    faccessat faccessat2
        readlink readlinkat getdents getdents64 chdir fchdir chroot pivot_root mount umount2 move_mount
    open_tree fsopen
        unlink unlinkat rename renameat2 mkdir mkdirat link linkat symlink symlinkat truncate ftruncate
    chmod fchmod fchmodat
        chown utimensat mknod mknodat dup dup2 dup3 fcntl ioctl pipe2 eventfd2 signalfd4 timerfd_create
    inotify_init1
        epoll_create1 fanotify_init memfd_create memfd_secret sendfile splice copy_file_range
        socket socketpair connect bind listen accept4 sendto sendmsg recvmsg
        clone clone3 fork vfork execve execveat wait4 waitid setsid setpgid
        kill tkill tgkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal
        ptrace process_vm_readv process_vm_writev process_madvise kcmp
        io_uring_setup io_uring_enter io_uring_register io_setup bpf userfaultfd perf_event_open
        unshare setns setuid setgid setreuid setresuid setresgid setgroups setfsuid capset
        setrlimit sched_setaffinity sched_setscheduler sched_setattr setpriority ioprio_set mbind
    migrate_pages move_pages
        seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self prctl arch_prctl
    personality modify_ldt
        shmget shmat msgget msgsnd semget mq_open add_key request_key keyctl
        pkey_mprotect remap_file_pages mlock mlockall
        alarm setitimer timer_create clock_settime settimeofday adjtimex sethostname syslog reboot swapon
    quotactl
        init_module finit_module delete_module kexec_load iopl ioperm vhangup acct
""".split()  # noqa: SIM905  # as a list literal it would be 170 lines


def run(steps, number, architecture, arguments=()):
    """Return how a program answers a call; it may have no instructions but those that are interpreted here."""
    called = struct.pack("<IIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    place, accumulator = 0, 0
    while True:
        code, holds, fails, value = steps[place]
        place += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", called, value)
        elif code == 0x54:
            accumulator &= value
        elif code == 0x15:
            place += holds if accumulator == value else fails
        elif code == 0x35:
            place += holds if accumulator >= value else fails
        else:
            assert (code, holds, fails) == (0x06, 0, 0)
            return value


def ending(machine, number, arguments=()):
    """Return how the filter of a machine answers a call of its own architecture."""
    return run(PROGRAMS[machine], number, ARCHITECTURES[machine], arguments)


def answer(machine, name, *arguments):
    return ending(machine, TABLES[machine][name], arguments)


@pytest.fixture(scope="module")
def resolve():
    try:
        return libseccomp()
    except UsageError as error:
        pytest.skip(str(error))


# By number


@pytest.mark.parametrize("machine", MACHINES)
def test_exactly_the_allowed_calls_are_let_through(machine):
    allowed = {TABLES[machine][name] for name in ALLOWED if name in TABLES[machine]}

    for number in NUMBERS:
        arguments = (0, 0, 0)  # with which all conditions hold
        assert ending(machine, number, arguments) == (ALLOW if number in allowed else REFUSE), number


@pytest.mark.parametrize("name", DANGEROUS)
def test_no_dangerous_call_is_allowed(name):
    assert name not in ALLOWED


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_of_dangerous_calls_are_refused(machine, resolve):
    numbers = {name: resolve(name, ARCHITECTURES[machine]) for name in DANGEROUS}
    known = {name: number for name, number in numbers.items() if number >= 0}

    assert len(known) > 120
    assert {name: ending(machine, number) for name, number in known.items()} == dict.fromkeys(known, REFUSE)


@pytest.mark.parametrize("machine", MACHINES)
def test_what_the_sandbox_itself_calls_is_refused_afterwards(machine):
    for name in TABLES[machine].keys() - set(ALLOWED):
        assert answer(machine, name) == REFUSE, name


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("number", [X32, X32 + 1, X32 + 39, X32 + 520, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_a_number_beyond_all_tables_ends_the_process(machine, number):
    assert ending(machine, number) == KILL


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("number", [1024, 65_536, X32 - 1])
def test_a_number_that_no_kernel_has_yet_is_refused(machine, number):
    assert ending(machine, number) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_by_another_architecture_ends_the_process(machine):
    others = {0, I386, ARM, *ARCHITECTURES.values()} - {ARCHITECTURES[machine]}

    for architecture in others:
        assert {run(PROGRAMS[machine], number, architecture) for number in NUMBERS} == {KILL}


# By argument


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("call", ["mmap", "mprotect"])
def test_no_memory_becomes_code(machine, call):
    for others in (0, PROT_READ, PROT_WRITE, PROT_READ | PROT_WRITE, 0xFFFFFFF8, HIGH):
        assert answer(machine, call, 0, 4096, others | PROT_EXEC) == REFUSE
        assert answer(machine, call, 0, 4096, others) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("call", ["mmap", "mprotect"])
def test_only_the_low_word_of_the_protection_counts(machine, call):
    """The bit above means nothing to the kernel, and what it would mean by itself must not open the low one."""
    assert answer(machine, call, 0, 4096, PROT_EXEC * HIGH | PROT_READ) == ALLOW
    assert answer(machine, call, 0, 4096, PROT_EXEC * HIGH | PROT_EXEC) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_limits_can_be_asked_for(machine):
    assert answer(machine, "prlimit64", 0, 7, 0, 0x7FFF_1234_5678) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("new_limit", [1, 0x1000, HIGH, 0x7FFF << 32, 0x7FFF_1234_5678])
def test_no_limit_can_be_set(machine, new_limit):
    assert answer(machine, "prlimit64", 0, 7, new_limit, 0) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
def test_the_limits_of_other_processes_stay_unknown(machine):
    assert answer(machine, "prlimit64", 1, 7, 0, 0x1000) == REFUSE


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("flags", [0, FUTEX_PRIVATE, FUTEX_CLOCK_REALTIME, FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME])
def test_of_futex_only_waits_and_wakes_are_allowed(machine, flags):
    allowed = [command for command in range(0x80) if answer(machine, "futex", 0x1000, command | flags) == ALLOW]

    assert allowed == [0, 1, 9]  # FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET


@pytest.mark.parametrize("name", CONDITIONS)
def test_every_condition_is_one_of_an_allowed_call(name):
    assert name in ALLOWED


# The program


@pytest.mark.parametrize("machine", MACHINES)
def test_the_program_is_short(machine):
    assert len(PROGRAMS[machine]) <= 100  # the kernel tries it for every number when it is loaded


@pytest.mark.parametrize("machine", MACHINES)
def test_every_jump_fits_its_byte(machine):
    assert {jump for _, *jumps, _ in PROGRAMS[machine] for jump in jumps} <= set(range(256))


@pytest.mark.parametrize("allowed", [{}, {"mmap": 9}])
def test_what_no_table_allows_is_refused(allowed):
    steps = program(I386, allowed)

    assert {run(steps, number, I386) for number in NUMBERS if number not in allowed.values()} == {REFUSE}


def test_a_call_that_an_architecture_lacks_needs_no_condition():
    assert len(program(0, {"read": 0, "futex": 98})) < len(program(0, {"read": 0, "futex": 98, "mmap": 222}))


@pytest.mark.parametrize("machine", MACHINES)
def test_the_program_is_packed_as_the_kernel_reads_it(machine):
    memory = packed(machine)
    count, address = struct.unpack_from("HP", memory)
    raw = ctypes.string_at(address, 8 * count)

    assert list(struct.iter_unpack("=HBBI", raw)) == PROGRAMS[machine]
    assert address + len(raw) == ctypes.addressof(memory) + len(memory)


def test_this_machine_is_meant_if_none_is_named(monkeypatch):
    class Here:
        machine = "aarch64"

    monkeypatch.setattr(syscall_filter.os, "uname", Here, raising=False)  # Windows has none

    assert len(packed()) == len(packed("aarch64")) != len(packed("x86_64"))


def test_a_machine_without_a_table_has_no_filter():
    with pytest.raises(OSError, match="no table of system calls for riscv64"):
        packed("riscv64")
