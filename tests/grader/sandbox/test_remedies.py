import pytest

from grader.child.linux.layers import LANDLOCK, LAYERS, NAMESPACES, PRIVILEGES, SYSCALLS
from grader.sandbox.remedies import REMEDIES, remedy


@pytest.mark.parametrize(
    ("layer", "reason", "helps"),
    [
        (SYSCALLS, "no table of system calls for riscv64", "x86_64 or aarch64"),
        (SYSCALLS, "opening a folder is not refused", "gVisor"),
        (SYSCALLS, "[Errno 38] seccomp: function not implemented", "CONFIG_SECCOMP_FILTER"),
        (SYSCALLS, "[Errno 1] seccomp: operation not permitted", "--security-opt seccomp="),
        (LANDLOCK, "[Errno 38] landlock_create_ruleset: function not implemented", "Linux 5.13"),
        (LANDLOCK, "[Errno 95] landlock_create_ruleset: operation not supported", "lsm=landlock,"),
        (LANDLOCK, "[Errno 1] landlock_create_ruleset: operation not permitted", "newer container runtime"),
        (NAMESPACES, "[Errno 1] writing /proc/self/uid_map: operation not permitted", "apparmor_restrict_unprivileged"),
        (NAMESPACES, "[Errno 13] writing /proc/self/uid_map: permission denied", "apparmor_restrict_unprivileged"),
        (NAMESPACES, "[Errno 1] unshare: operation not permitted", "unprivileged_userns_clone=1"),
        (NAMESPACES, "[Errno 1] unshare: operation not permitted", "--security-opt seccomp="),
        (NAMESPACES, "[Errno 28] unshare: no space left on device", "user.max_user_namespaces"),
        (NAMESPACES, "[Errno 13] mount: permission denied", "apparmor=unconfined"),
        (NAMESPACES, "[Errno 22] unshare: invalid argument", "CONFIG_USER_NS"),
        (PRIVILEGES, "[Errno 1] Operation not permitted", "ordinary user"),
    ],
)
def test_what_may_help_follows_from_what_the_kernel_said(layer, reason, helps):
    assert helps in remedy(layer, reason)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("reason", ["left out", "the process that tried it died", ""])
def test_where_nothing_is_known_to_help_nothing_is_said(layer, reason):
    assert remedy(layer, reason) == ""


def test_there_are_remedies_for_every_layer():
    assert set(REMEDIES) == set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_looked_for_is_in_small_letters(layer):
    assert all(said == said.lower() for said, _ in REMEDIES[layer])
