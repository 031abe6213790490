// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/extract/confinement.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <csignal>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace Kontor
{
namespace
{
bool limit(__rlimit_resource what, rlim_t most)
{
    const rlimit value{.rlim_cur = most, .rlim_max = most};
    return setrlimit(what, &value) == 0;
}

/// Where memory runs out, this process goes first.
void goFirst()
{
    const int handle = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (handle >= 0) {
        (void)!write(handle, "1000", 4);
        close(handle);
    }
}

bool limitResources()
{
    constexpr rlim_t memory = rlim_t(1) << 30; // address space; libraries take a third of it
    constexpr rlim_t seconds = 20;
    bool isDone = limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NOFILE, 64) && limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__)
    isDone = limit(RLIMIT_AS, memory) && isDone;
#endif
    return isDone;
}

#if defined(__x86_64__)
constexpr unsigned architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned architecture = AUDIT_ARCH_AARCH64;
#else
constexpr unsigned architecture = 0;
#endif

sock_filter statement(unsigned short code, unsigned value)
{
    return BPF_STMT(code, value);
}

sock_filter jump(unsigned short code, unsigned value, unsigned char ifTrue, unsigned char ifFalse)
{
    return BPF_JUMP(code, value, ifTrue, ifFalse);
}

constexpr unsigned low(int argument)
{
    return unsigned(offsetof(seccomp_data, args)) + unsigned(argument) * 8; // the lower half, on little endian
}

/// The call fails with the error.
void refuse(std::vector<sock_filter> &filter, long call, int error)
{
    filter.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, unsigned(call), 0, 1));
    filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | unsigned(error)));
}

/// The call fails if any of these bits is set in an argument, or if none is.
enum class If { Any, None };
void refuseBits(std::vector<sock_filter> &filter, long call, int argument, unsigned bits, If when, int error)
{
    filter.push_back(jump(BPF_JMP | BPF_JEQ | BPF_K, unsigned(call), 0, 4));
    filter.push_back(statement(BPF_LD | BPF_W | BPF_ABS, low(argument)));
    filter.push_back(when == If::Any ? jump(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1) : jump(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0));
    filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | unsigned(error)));
    filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

bool refuseCalls()
{
    if (architecture == 0) {
        return true; // the limits must do
    }
    std::vector<sock_filter> filter{
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)),
        jump(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0),
        statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
    };
#if defined(__x86_64__)
    constexpr unsigned x32 = 0x40000000; // the same calls by other numbers
    filter.push_back(jump(BPF_JMP | BPF_JGE | BPF_K, x32, 0, 1));
    filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
#endif
    constexpr std::array refused{
        SYS_socket,     SYS_socketpair, SYS_connect,       SYS_bind,       SYS_sendto,     SYS_sendmsg,    SYS_execve,        SYS_execveat,
        SYS_ptrace,     SYS_kill,       SYS_tkill,         SYS_process_vm_readv, SYS_process_vm_writev, SYS_unlinkat, SYS_renameat2, SYS_linkat,
        SYS_symlinkat,  SYS_mkdirat,    SYS_fchmodat,      SYS_fchownat,   SYS_truncate,   SYS_mount,      SYS_umount2,       SYS_unshare,
        SYS_setns,      SYS_bpf,        SYS_keyctl,        SYS_add_key,    SYS_request_key, SYS_io_uring_setup, SYS_memfd_create, SYS_openat2,
        SYS_userfaultfd, SYS_perf_event_open, SYS_setpriority, SYS_mknodat, SYS_utimensat,
#if defined(__x86_64__)
        SYS_fork,       SYS_vfork,      SYS_unlink,        SYS_rename,     SYS_renameat,   SYS_link,       SYS_symlink,       SYS_mkdir,
        SYS_rmdir,      SYS_chmod,      SYS_chown,         SYS_creat,      SYS_mknod,
#endif
    };
    for (const auto call : refused) {
        refuse(filter, call, EPERM);
    }
    refuse(filter, SYS_clone3, ENOSYS); // its arguments cannot be seen here; clone takes its place
    refuseBits(filter, SYS_clone, 0, CLONE_THREAD, If::None, EPERM);
    constexpr unsigned writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
    refuseBits(filter, SYS_openat, 2, writing, If::Any, EACCES);
#if defined(__x86_64__)
    refuseBits(filter, SYS_open, 1, writing, If::Any, EACCES);
#endif
    filter.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog program{.len = static_cast<unsigned short>(filter.size()), .filter = filter.data()};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
}

bool confine()
{
    constexpr int behind = 10;
    (void)setpriority(PRIO_PROCESS, 0, behind);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    goFirst();
    bool isDone = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0;
    isDone = limitResources() && isDone;
    close_range(3, ~0U, 0);
    return refuseCalls() && isDone;
}

}
