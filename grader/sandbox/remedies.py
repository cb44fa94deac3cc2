"""What may help where a layer of isolation is missing: told by what the kernel said, and never for certain."""

from __future__ import annotations

from grader.child.linux.layers import LANDLOCK, NAMESPACES, PRIVILEGES, SYSCALLS

CONTAINER = "in a container: docker run --security-opt seccomp=PROFILE, with one that allows it"
KERNEL = "a kernel that was built with"
APPARMOR = "on Ubuntu 24.04, as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
REMEDIES = {
    SYSCALLS: (
        ("no table of system calls", "a machine with x86_64 or aarch64"),
        ("is not refused", "running outside of what stands in for the kernel here, such as gVisor"),
        ("not permitted", f"{CONTAINER} (seccomp, prctl)"),
        ("not implemented", f"{KERNEL} CONFIG_SECCOMP_FILTER; {CONTAINER} (seccomp, prctl)"),
        ("invalid argument", f"{KERNEL} CONFIG_SECCOMP_FILTER"),
    ),
    LANDLOCK: (
        ("not supported", "switching it on at boot: lsm=landlock, before what /sys/kernel/security/lsm lists"),
        ("not implemented", f"Linux 5.13 or newer, {KERNEL} CONFIG_SECURITY_LANDLOCK; {CONTAINER} (landlock_*)"),
        ("not permitted", f"a newer container runtime; {CONTAINER} (landlock_*)"),
    ),
    NAMESPACES: (
        ("no space left", "as root: sysctl -w user.max_user_namespaces=10000"),
        ("uid_map", APPARMOR),
        (
            "unshare: operation not permitted",
            f"as root: sysctl -w kernel.unprivileged_userns_clone=1; {CONTAINER} (unshare, setns, mount, pivot_root)",
        ),
        ("mount: ", f"{APPARMOR}; in a container: docker run --security-opt apparmor=unconfined"),
        ("invalid argument", f"{KERNEL} CONFIG_USER_NS"),
        ("not implemented", f"{KERNEL} CONFIG_USER_NS"),
    ),
    PRIVILEGES: (
        ("not permitted", "running as an ordinary user rather than as root"),
        ("invalid argument", "running as an ordinary user rather than as root"),  # of a namespace with few users
    ),
}
"""For each layer, what its reason may say, in small letters, and what may help then; the first that fits counts."""


def remedy(layer: str, reason: str) -> str:
    """Return what may help against the reason for which a layer is missing; empty where nothing is known to."""
    fitting = (help_ for said, help_ in REMEDIES[layer] if said in reason.lower())
    return next(fitting, "")
