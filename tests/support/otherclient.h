// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/workplace.h"

#include <QByteArrayList>
#include <QSslSocket>

namespace Kontor
{

/// The other mail program that works on the same mailbox: plain blocking IMAP, none of our code.
class OtherClient
{
public:
    OtherClient(const Workplace &workplace, const Workplace::User &user, const QString &service = QStringLiteral("imap"));

    /// Sends one command and returns all lines up to its answer, which comes last. Literals are
    /// inlined with their line.
    QByteArrayList run(const QByteArray &command);

    /// run() that must end with OK; empty and a warning otherwise.
    bool succeeds(const QByteArray &command);

    bool append(const QByteArray &mailbox, const QByteArray &message, const QByteArray &flags = {});

    /// UIDs that "UID SEARCH criteria" finds in \p mailbox.
    QList<int> search(const QByteArray &mailbox, const QByteArray &criteria = "ALL");

    static QByteArray message(const QByteArray &subject, const QByteArray &body = "Text\r\n", const QByteArray &messageId = {});

private:
    QByteArray readLine();
    QSslSocket m_socket;
    int m_tag = 0;
};

}
