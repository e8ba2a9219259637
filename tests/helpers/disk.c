/* A disk between a program and its files: it writes down every change, and fails when told to.
 *
 * Preloaded before the C library (LD_PRELOAD) and steered through the disk_* functions; see
 * disks.py beside it. Only what lies below the watched folders is touched.
 *
 * The log is a row of records in the byte order of the machine:
 *     op u32 | fd i32 | offset i64 | length of first u32 | length of second u32 | first | second
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))real(#name))
#define MOST_FDS 4096
#define MOST_ROOTS 8

enum { READS = 1, WRITES = 2, SIZES = 4, SYNCS = 8, MAKES = 16, NAMES = 32, OPENS = 64 };
enum { NO_FAULT, FAILS, SHORT, KILLED };
enum { WHOLE, FULL, PROTECTED, PULLED, WRAPS, LIES, BAD_READS };

static char roots[MOST_ROOTS][PATH_MAX];
static int root_count, log_fd = -1;
static unsigned char watched[MOST_FDS], on_stick[MOST_FDS];
static struct { int kind, error, classes; long at, left; } fault;
static long calls, struck;
static struct { char root[PATH_MAX]; int kind, error; int64_t at, moved; } stick;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

/* --- what the harness may ask ---------------------------------------------------------------- */

void disk_watch(const char *folder) {
    if (folder == NULL) root_count = 0;
    else if (root_count < MOST_ROOTS) strncpy(roots[root_count++], folder, PATH_MAX - 1);
}

void disk_log(const char *path) {
    if (log_fd >= 0) REAL(close)(log_fd);
    log_fd = path ? REAL(open)(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600) : -1;
}

/* From the at-th watched call on, `left` calls of these classes go wrong; all when negative. */
void disk_fault(int kind, int error, int classes, long at, long left) {
    fault.kind = kind, fault.error = error, fault.classes = classes;
    fault.at = at, fault.left = left;
    calls = struck = 0;
}

long disk_calls(void) { return calls; }
long disk_struck(void) { return struck; }

/* The folder is a stick that keeps `at` bytes, or goes wrong after so many. */
void disk_stick(const char *folder, int kind, int error, int64_t at) {
    strncpy(stick.root, folder, PATH_MAX - 1);
    stick.kind = kind, stick.error = error, stick.at = at, stick.moved = 0;
}

/* --- the log --------------------------------------------------------------------------------- */

static void note(char op, int fd, int64_t offset, const void *first, size_t n, const char *second) {
    if (log_fd < 0) return;
    size_t m = second ? strlen(second) : 0;
    struct { uint32_t op; int32_t fd; int64_t offset; uint32_t first, second; } head = {
        (uint32_t)op, fd, offset, (uint32_t)n, (uint32_t)m};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)first, n}, {(void *)second, m}};
    int before = errno;
    if (REAL(writev)(log_fd, parts, 3) < 0) abort();
    errno = before;
}

/* Something the program has promised to a person. */
void disk_mark(const char *text) { note('K', -1, 0, text, strlen(text), NULL); }

/* --- which files ----------------------------------------------------------------------------- */

static int below(const char *folder, const char *path) {
    size_t length = strlen(folder);
    return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static void absolute(int at, const char *path, char *out) {
    char link[64];
    out[0] = 0;
    if (path[0] == '/') { strncpy(out, path, PATH_MAX - 1); return; }
    if (at == AT_FDCWD) { if (!getcwd(out, PATH_MAX - 1)) out[0] = 0; }
    else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t n = readlink(link, out, PATH_MAX - 1);
        out[n < 0 ? 0 : n] = 0;
    }
    strncat(out, "/", PATH_MAX - strlen(out) - 1);
    strncat(out, path, PATH_MAX - strlen(out) - 1);
}

static int is_watched(const char *path) {
    for (int i = 0; i < root_count; i++) if (below(roots[i], path)) return 1;
    return 0;
}

static int sees(int fd) { return fd >= 0 && fd < MOST_FDS && watched[fd]; }

/* --- what goes wrong ------------------------------------------------------------------------- */

static int strikes(int class) {
    calls++;
    if (fault.kind == NO_FAULT || calls < fault.at || !(fault.classes & class) || !fault.left)
        return NO_FAULT;
    if (fault.left > 0) fault.left--;
    struck++;
    if (fault.kind == KILLED) kill(getpid(), SIGKILL);
    errno = fault.error;
    return fault.kind;
}

/* Whether the stick refuses a call that changes something, or any call. */
static int refuses(int class) {
    int changes = class & (WRITES | SIZES | MAKES | NAMES);
    if (stick.kind == PROTECTED && changes) { errno = EROFS; return 1; }
    if (stick.kind == PULLED && stick.moved >= stick.at) { errno = stick.error; return 1; }
    return 0;
}

static int stops(int class, int stuck) {
    return strikes(class) == FAILS || (stuck && refuses(class));
}

/* What a medium of another size really holds of a file, once its cache is forgotten. */
void disk_unplug(const char *path) {
    if (stick.kind != WRAPS && stick.kind != LIES) return;
    int fd = REAL(open)(path, O_RDWR);
    struct stat is;
    if (fd < 0 || fstat(fd, &is) || is.st_size == 0) { if (fd >= 0) REAL(close)(fd); return; }
    size_t size = (size_t)is.st_size;
    unsigned char *data = malloc(size), *medium = calloc(size, 1);
    if (REAL(pread)(fd, data, size, 0) == is.st_size) {
        size_t room = stick.kind == LIES ? 0 : (size_t)stick.at;
        if (room && room < size) {
            for (size_t i = 0; i < size; i++) medium[i % room] = data[i];
            for (size_t i = room; i < size; i++) medium[i] = medium[i % room];
        }
        if (room < size && REAL(pwrite)(fd, medium, size, 0) < 0) abort();
    }
    free(data), free(medium);
    REAL(close)(fd);
}

static void forget(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n > 0) { path[n] = 0; disk_unplug(path); }
}

/* --- opening and closing --------------------------------------------------------------------- */

static int opens(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    struct stat was;
    absolute(at, path, whole);
    int mine = is_watched(whole), stuck = below(stick.root, whole);
    int nameless = (flags & O_TMPFILE) == O_TMPFILE;
    int made = mine && (flags & O_CREAT) && stat(whole, &was) != 0;
    int writes = (flags & O_ACCMODE) != O_RDONLY || nameless;
    int class = OPENS | (made || nameless ? MAKES : 0);
    if (mine && strikes(class) == FAILS) return -1;
    if (stuck && refuses(writes || made ? class | WRITES : class)) return -1;
    int fd = REAL(openat)(at, path, flags, mode);
    if (fd < 0 || fd >= MOST_FDS) return fd;
    watched[fd] = mine && !nameless, on_stick[fd] = stuck;
    if (watched[fd]) {
        note('O', fd, made, whole, strlen(whole), NULL);
        if (flags & O_TRUNC) note('T', fd, 0, NULL, 0, NULL);
    }
    return fd;
}

#define MODE_OF(flags, mode)                                         \
    mode_t mode = 0;                                                 \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                           \
        va_list rest; va_start(rest, flags);                         \
        mode = va_arg(rest, mode_t); va_end(rest);                   \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags, mode) return opens(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, mode) return opens(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) {
    MODE_OF(flags, mode)
    return opens(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, mode) return opens(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return opens(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opens(AT_FDCWD, path, flags, 0); }
int __openat_2(int at, const char *path, int flags) { return opens(at, path, flags, 0); }
int __openat64_2(int at, const char *path, int flags) { return opens(at, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opens(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST_FDS) watched[fd] = on_stick[fd] = 0;
    return REAL(close)(fd);
}

/* --- reading and writing --------------------------------------------------------------------- */

/* How many of n bytes the stick lets through; -1 with errno where none. */
static ssize_t passes(int fd, size_t n, int class) {
    if (!on_stick[fd]) return (ssize_t)n;
    if (refuses(class)) return -1;
    if (class == READS && stick.kind == BAD_READS) { errno = EIO; return -1; }
    if (class == WRITES && stick.kind == FULL) {
        if (stick.moved >= stick.at) { errno = ENOSPC; return -1; }
        if ((int64_t)n > stick.at - stick.moved) n = (size_t)(stick.at - stick.moved);
    }
    if (stick.kind == PULLED && (int64_t)n > stick.at - stick.moved)
        n = (size_t)(stick.at - stick.moved);
    return (ssize_t)n;
}

static ssize_t writes(int fd, const void *data, size_t n, off_t offset, int placed) {
    if (!sees(fd))
        return placed ? REAL(pwrite)(fd, data, n, offset) : REAL(write)(fd, data, n);
    int wrong = strikes(WRITES);
    if (wrong == FAILS) return -1;
    if (wrong == SHORT && n > 1) n /= 2;
    ssize_t room = passes(fd, n, WRITES);
    if (room < 0) return -1;
    if (!placed) {
        struct stat is;
        offset = lseek(fd, 0, SEEK_CUR);
        if (fcntl(fd, F_GETFL) & O_APPEND && !fstat(fd, &is)) offset = is.st_size;
    }
    ssize_t done = placed ? REAL(pwrite)(fd, data, (size_t)room, offset)
                          : REAL(write)(fd, data, (size_t)room);
    if (done > 0) note('W', fd, offset, data, (size_t)done, NULL);
    if (done > 0 && on_stick[fd]) stick.moved += done;
    return done;
}

static ssize_t reads(int fd, void *data, size_t n, off_t offset, int placed) {
    if (sees(fd)) {
        if (strikes(READS) == FAILS) return -1;
        ssize_t room = passes(fd, n, READS);
        if (room < 0) return -1;
        n = (size_t)room;
    }
    ssize_t done = placed ? REAL(pread)(fd, data, n, offset) : REAL(read)(fd, data, n);
    if (done > 0 && sees(fd) && on_stick[fd] && stick.kind == PULLED) stick.moved += done;
    return done;
}

ssize_t write(int fd, const void *data, size_t n) { return writes(fd, data, n, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return writes(fd, data, n, at, 1); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) { return writes(fd, data, n, at, 1); }
ssize_t read(int fd, void *data, size_t n) { return reads(fd, data, n, 0, 0); }
ssize_t pread(int fd, void *data, size_t n, off_t at) { return reads(fd, data, n, at, 1); }
ssize_t pread64(int fd, void *data, size_t n, off64_t at) { return reads(fd, data, n, at, 1); }
ssize_t __read_chk(int fd, void *data, size_t n, size_t room) { (void)room; return reads(fd, data, n, 0, 0); }
ssize_t __pread_chk(int fd, void *data, size_t n, off_t at, size_t room) { (void)room; return reads(fd, data, n, at, 1); }
ssize_t __pread64_chk(int fd, void *data, size_t n, off64_t at, size_t room) { (void)room; return reads(fd, data, n, at, 1); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!sees(fd)) return REAL(writev)(fd, parts, count);
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = writes(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
        if (done < 0) return all ? all : -1;
        all += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return all;
}

/* Copying within the kernel is not seen here: without it programs fall back to read and write. */
ssize_t sendfile(int to, int from, off_t *at, size_t n) {
    ssize_t (*go)(int, int, off_t *, size_t) = real("sendfile");
    if (sees(to) || sees(from)) { errno = EINVAL; return -1; }
    return go(to, from, at, n);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t n) {
    ssize_t (*go)(int, int, off64_t *, size_t) = real("sendfile64");
    if (sees(to) || sees(from)) { errno = EINVAL; return -1; }
    return go(to, from, at, n);
}

/* --- sizes and syncs ------------------------------------------------------------------------- */

static int resizes(int fd, off_t size) {
    if (sees(fd) && stops(SIZES, on_stick[fd])) return -1;
    int done = REAL(ftruncate)(fd, size);
    if (!done && sees(fd)) note('T', fd, size, NULL, 0, NULL);
    return done;
}
int ftruncate(int fd, off_t size) { return resizes(fd, size); }
int ftruncate64(int fd, off64_t size) { return resizes(fd, size); }

static int allocates(int fd, off_t at, off_t n) {
    struct stat is;
    if (sees(fd) && stops(SIZES, on_stick[fd])) return errno;
    int done = REAL(posix_fallocate)(fd, at, n);
    if (!done && sees(fd) && !fstat(fd, &is)) note('T', fd, is.st_size, NULL, 0, NULL);
    return done;
}
int posix_fallocate(int fd, off_t at, off_t n) { return allocates(fd, at, n); }
int posix_fallocate64(int fd, off64_t at, off64_t n) { return allocates(fd, at, n); }

static int syncs(int fd, int data_only) {
    if (sees(fd)) {
        if (stops(SYNCS, on_stick[fd])) return -1;
        note('S', fd, 0, NULL, 0, NULL);
        return 0; /* what is durable is decided by whoever reads the log */
    }
    return data_only ? REAL(fdatasync)(fd) : REAL(fsync)(fd);
}
int fsync(int fd) { return syncs(fd, 0); }
int fdatasync(int fd) { return syncs(fd, 1); }

static int advises(int fd, int advice) {
    if (advice == POSIX_FADV_DONTNEED && sees(fd) && on_stick[fd]) forget(fd);
    return 0;
}
int posix_fadvise(int fd, off_t at, off_t n, int advice) { (void)at, (void)n; return advises(fd, advice); }
int posix_fadvise64(int fd, off64_t at, off64_t n, int advice) { (void)at, (void)n; return advises(fd, advice); }

/* --- names ----------------------------------------------------------------------------------- */

static int moves(int from_at, const char *from, int to_at, const char *to, int links) {
    char one[PATH_MAX], two[PATH_MAX];
    absolute(from_at, from, one), absolute(to_at, to, two);
    int mine = is_watched(one) || is_watched(two);
    if (mine && stops(links ? MAKES : NAMES, below(stick.root, two))) return -1;
    int done = links ? REAL(linkat)(from_at, from, to_at, to, 0)
                     : REAL(renameat)(from_at, from, to_at, to);
    if (!done && mine) note(links ? 'L' : 'R', -1, 0, one, strlen(one), two);
    return done;
}
int rename(const char *from, const char *to) { return moves(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return moves(a, from, b, to, 0); }
int link(const char *from, const char *to) { return moves(AT_FDCWD, from, AT_FDCWD, to, 1); }
int linkat(int a, const char *from, int b, const char *to, int flags) { (void)flags; return moves(a, from, b, to, 1); }

static int removes(int at, const char *path, int folder) {
    char whole[PATH_MAX];
    absolute(at, path, whole);
    int mine = is_watched(whole);
    if (mine && stops(NAMES, below(stick.root, whole))) return -1;
    int done = REAL(unlinkat)(at, path, folder ? AT_REMOVEDIR : 0);
    if (!done && mine) note(folder ? 'X' : 'U', -1, 0, whole, strlen(whole), NULL);
    return done;
}
int unlink(const char *path) { return removes(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return removes(at, path, flags & AT_REMOVEDIR); }
int rmdir(const char *path) { return removes(AT_FDCWD, path, 1); }

static int makes(int at, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    absolute(at, path, whole);
    int mine = is_watched(whole);
    if (mine && stops(MAKES, below(stick.root, whole))) return -1;
    int done = REAL(mkdirat)(at, path, mode);
    if (!done && mine) note('M', -1, 0, whole, strlen(whole), NULL);
    return done;
}
int mkdir(const char *path, mode_t mode) { return makes(AT_FDCWD, path, mode); }
int mkdirat(int at, const char *path, mode_t mode) { return makes(at, path, mode); }
