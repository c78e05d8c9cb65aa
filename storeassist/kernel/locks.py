"""A file as a door that one process, or one thread, goes through at a time; a crash leaves it open."""

from __future__ import annotations

import os
import sys
from time import monotonic, sleep

from storeassist.kernel.jobs import Job

_BETWEEN_TRIES = 0.05  # seconds

if sys.platform == "win32":
    import msvcrt

    _FAR_OUT = 0x7FFF_FFFE  # beyond what is read: Windows keeps others from reading a locked byte

    def lock(handle: int) -> bool:
        """Lock the file of an open handle, until that is closed; False when somebody else has it."""
        os.lseek(handle, _FAR_OUT, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def lock(handle: int) -> bool:
        """Lock the file of an open handle, until that is closed; False when somebody else has it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a disk without locks, such as some on a network: better unlocked than never
            return True
        return True


def wait_for_lock(handle: int, patience: float, job: Job) -> bool:
    """Lock as ``lock`` does, trying for some seconds, or until the job is given up."""
    until = monotonic() + patience
    while not lock(handle):
        job.report(0, 100)
        if monotonic() > until:
            return False
        sleep(_BETWEEN_TRIES)
    return True
