"""The socket that the server listens on, and the address by which it is opened."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address

from tutor.errors import TutorError

BACKLOG = 128


def listen(host: str, port: int) -> socket.socket:
    """A socket listening at the host; port 0 is any that is free. Raises TutorError where that is not possible."""
    name = host.removeprefix("[").removesuffix("]")
    try:
        if not name:
            raise OSError("an empty name is no address")
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # A name that has both is asked for by its IPv4 address first by every browser that tries only one.
        family, kind, protocol, _, target = min(found, key=lambda entry: entry[0] != socket.AF_INET)
        return _bound(socket.socket(family, kind, protocol), target)
    except (OSError, ValueError) as error:  # ValueError: a name that cannot be encoded
        raise TutorError(
            f"{address(name, port)} cannot be served: {_reason(error, port)}", title="Cannot serve"
        ) from error


def address(host: str, port: int) -> str:
    """The address to open."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach the socket: asked of the bound address, which any name may stand for."""
    return ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def _bound(opened: socket.socket, target: tuple[object, ...]) -> socket.socket:
    try:
        if os.name == "posix":  # elsewhere it would let two servers share the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(target)
        opened.listen(BACKLOG)
    except BaseException:
        opened.close()
        raise
    return opened


def _reason(error: OSError | ValueError, port: int) -> str:
    if isinstance(error, PermissionError) and port < 1024:
        return "permission denied; ports below 1024 are the system's"
    if isinstance(error, UnicodeError):
        return "this is no name of a machine"
    return ((error.strerror if isinstance(error, OSError) else "") or str(error)).lower()
