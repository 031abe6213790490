// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bench/benchtext.h"
#include "store/store.h"

#include <QByteArray>

namespace Kontor::Bench
{

/// Makes the messages of a mailbox as a server would tell them; the same number gives the same message.
class BenchMail
{
public:
    /// What MailSynchronizer would hand over: the payload of message \p number of \p total.
    QByteArray payload(int number, int total);

    /// The whole message; call payload() for the same number first.
    QByteArray body(int number);

private:
    QByteArray header(int number, qint64 when);

    BenchText m_text{7};
    QByteArray m_header;
    QByteArray m_body;
    int m_made = -1;
};

/// Fills a new store with an account and a folder of \p total messages, bodies and search words included.
CollectionId fillCache(Store &store, int total);

/// The schema folders of mail, as Kontor itself uses them.
QStringList mailSchemas();

/// An account nobody can sign in to, its mail resource, and one folder.
struct Place {
    ResourceId resource;
    CollectionId folder;
};
Place makePlace(Store &store);

}
