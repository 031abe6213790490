# SPDX-FileCopyrightText: 2026 The Kontor authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# How mail servers are talked to; one file per activity.
set(KONTOR_MAILSYNC_SOURCES
    mailsynchronizer.cpp mailsynchronizer.h
    mailsynchronizerconnection.cpp mailsynchronizerconnection.h
    mailsynchronizerfetch.cpp mailsynchronizerfetch.h
    mailsynchronizerfocus.cpp mailsynchronizerfocus.h
    mailsynchronizerfolders.cpp mailsynchronizerfolders.h
    mailsynchronizernames.cpp mailsynchronizernames.h
    mailsynchronizerpull.cpp mailsynchronizerpull.h
    mailsynchronizerpush.cpp mailsynchronizerpush.h mailsynchronizerpushfiling.cpp mailsynchronizerpushrights.cpp
    mailsynchronizersend.cpp mailsynchronizersend.h
    mailsynchronizertoken.cpp mailsynchronizertoken.h
    mailsynchronizerwatch.cpp mailsynchronizerwatch.h
)
# GCC 14 takes the inactive member of a std::expected returned from a coroutine for uninitialised.
set_source_files_properties(${KONTOR_MAILSYNC_SOURCES} PROPERTIES
    COMPILE_OPTIONS $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
