"""Giving up what a process that looks into strangers' files does not need.

Called once by the process itself, after everything it needs is loaded. On Linux it can then open
no file and no connection, write none, start nothing, and its memory and time are bounded. On
Windows it sits in a job of its own (memory, no children) at the lowest integrity level, which may
write nowhere.
"""

import ctypes
import sys

MEMORY = 512 * 1024**2
"""Bytes of address space."""

CPU_SECONDS = 180


def give_up_rights() -> None:
    """Keep the right to read standard input and write standard output, and little else.

    Raises:
        OSError: the system refused; then nothing must be looked into.
    """
    if sys.platform == "win32":
        _on_windows()
    else:
        _on_unix()


def _on_unix() -> None:
    import resource  # noqa: PLC0415 there is none on Windows

    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(limit, (most, most))


_EXTENDED_LIMITS, _UI_LIMITS, _INTEGRITY = 9, 4, 25
_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY, _DIE_QUIETLY = 0x2, 0x8, 0x100, 0x400
_TICKS = 10_000_000
_EVERY_UI_LIMIT = 0xFF
_ADJUST_AND_QUERY, _GROUP_INTEGRITY = 0x88, 0x20
_LOW = "S-1-16-4096"


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
        ("io", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    )


class _Label(ctypes.Structure):
    """TOKEN_MANDATORY_LABEL."""

    _fields_ = (("sid", ctypes.c_void_p), ("attributes", ctypes.c_uint32))


def _on_windows() -> None:
    windows = vars(ctypes)["windll"]
    kernel, rights = windows.kernel32, windows.advapi32
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    own = ctypes.c_void_p(kernel.GetCurrentProcess())
    limits = _Limits(
        flags=_PROCESS_TIME | _ACTIVE_PROCESSES | _PROCESS_MEMORY | _DIE_QUIETLY,
        process_time=CPU_SECONDS * _TICKS,
        active_processes=1,
        process_memory=MEMORY,
    )
    for kind, value in ((_EXTENDED_LIMITS, limits), (_UI_LIMITS, ctypes.c_uint32(_EVERY_UI_LIMIT))):
        size = ctypes.sizeof(value)
        _demand(kernel.SetInformationJobObject(job, kind, ctypes.byref(value), size))
    _demand(kernel.AssignProcessToJobObject(job, own))
    token, sid = ctypes.c_void_p(), ctypes.c_void_p()
    _demand(rights.OpenProcessToken(own, _ADJUST_AND_QUERY, ctypes.byref(token)))
    _demand(rights.ConvertStringSidToSidW(_LOW, ctypes.byref(sid)))
    label = _Label(sid, _GROUP_INTEGRITY)
    size = ctypes.sizeof(label) + rights.GetLengthSid(sid)
    _demand(rights.SetTokenInformation(token, _INTEGRITY, ctypes.byref(label), size))


def _demand(done: int) -> None:
    if not done:
        raise OSError
