"""A pseudo-terminal for benchmarks: start a command, type, take the time until something is drawn."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence


class Terminal:
    """A child on a terminal of its own; echo is off, so that what is read was drawn by the child."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], size: tuple[int, int] = (80, 24)) -> None:
        self.master, slave = pty.openpty()
        modes = termios.tcgetattr(slave)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, modes)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environ}
        self.started = time.perf_counter()
        self.child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True)
        os.close(slave)
        self.output = b""

    def type(self, keys: str) -> float:
        """Send keys; returns the time they were sent."""
        os.write(self.master, keys.encode())
        return time.perf_counter()

    def until(self, marker: str, seconds: float = 20.0) -> float:
        """Read until `marker` has been drawn since the last call; returns the time."""
        return self.either((marker,), seconds)[1]

    def either(self, markers: Sequence[str], seconds: float = 20.0) -> tuple[str, float]:
        """Read until one of `markers` has been drawn since the last call; which, and the time."""
        end = time.perf_counter() + seconds
        seen = b""
        while (found := next((one for one in markers if one.encode() in seen), None)) is None:
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self.master], [], [], left)[0]:
                raise TimeoutError(f"{markers} were not drawn; the last output was {seen[-300:]!r}")
            chunk = os.read(self.master, 65536)
            seen += chunk
            self.output += chunk
        return found, time.perf_counter()

    def poke(self, key: str, every: float = 0.004, seconds: float = 20.0) -> float:
        """Press `key` again and again until it is drawn: the time at which keys are first accepted."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            os.write(self.master, key.encode())
            if select.select([self.master], [], [], every)[0]:
                chunk = os.read(self.master, 65536)
                self.output += chunk
                if key.encode() in chunk:
                    return time.perf_counter()
        raise TimeoutError(f"{key!r} was not drawn; the last output was {self.output[-300:]!r}")

    def burst(self, quiet: float, seconds: float = 5.0) -> tuple[float, float]:
        """Times of the first and the last output of the next burst, which ends with `quiet` seconds of none."""
        if not select.select([self.master], [], [], seconds)[0]:
            raise TimeoutError("nothing was drawn")
        self.output += os.read(self.master, 65536)
        first = last = time.perf_counter()
        while select.select([self.master], [], [], quiet)[0]:
            self.output += os.read(self.master, 65536)
            last = time.perf_counter()
        return first, last

    def drain(self, seconds: float) -> None:
        """Read whatever comes for a while."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.master], [], [], left)[0]:
                try:
                    self.output += os.read(self.master, 65536)
                except OSError:
                    return

    def until_exit(self, seconds: float = 20.0) -> float:
        """Read until the child has ended; returns the time."""
        end = time.perf_counter() + seconds
        while self.child.poll() is None:
            if time.perf_counter() > end:
                raise TimeoutError("the app did not end")
            if select.select([self.master], [], [], 0.001)[0]:
                try:
                    os.read(self.master, 65536)
                except OSError:
                    self.child.wait(5)
        return time.perf_counter()

    def close(self) -> None:
        """End the child, however it is."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGKILL)
            self.child.wait()
        os.close(self.master)
