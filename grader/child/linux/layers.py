"""The layers of isolation that a machine may have or lack; limits on memory and time there are always."""

SYSCALLS, LANDLOCK, NAMESPACES, PRIVILEGES = LAYERS = ("system calls", "landlock", "namespaces", "privileges")
