// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Figures, not a test: davbench URL USER PASSWORD CA.PEM [contacts]. Reads everything once from
// scratch, looks again, and says how long each took. Without a store: what the synchronizer takes.
#include "groupware/davfixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTextStream>

using namespace Kontor;

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() < 5) {
        return 2;
    }
    const bool isContacts = arguments.value(5) == QLatin1StringView("contacts");
    Account account;
    account.davUserName = arguments.at(2);
    account.davPassword = arguments.at(3);
    QFile certificate(arguments.at(4));
    if (certificate.open(QIODevice::ReadOnly)) {
        account.ownCertificates = certificate.readAll();
    }
    (isContacts ? account.contacts : account.calendars) = QUrl(arguments.at(1));
    const auto kind = isContacts ? DavSynchronizer::contacts() : DavSynchronizer::calendars();
    QTextStream out(stdout);
    QHash<QString, QByteArray> tokens;
    for (int round = 0; round < 2; ++round) {
        DavSynchronizer synchronizer(account, kind);
        QElapsedTimer timer;
        timer.start();
        const auto listed = waitedFor(synchronizer.discover(), std::chrono::minutes(10));
        if (!listed) {
            out << listed.error().message << ' ' << listed.error().detail << Qt::endl;
            return 1;
        }
        qsizetype items = 0;
        for (const auto &remote : *listed) {
            if (synchronizer.isCurrent(remote, tokens.value(remote.remoteId))) {
                continue;
            }
            for (bool more = true; more;) {
                const auto delta = waitedFor(synchronizer.pull(Collection{CollectionId{1}, ResourceId{1}, remote.remoteId, {}, {}, {}, tokens.value(remote.remoteId)}),
                                             std::chrono::minutes(10));
                if (!delta) {
                    out << delta.error().message << ' ' << delta.error().detail << Qt::endl;
                    return 1;
                }
                items += delta->changed.size();
                tokens.insert(remote.remoteId, delta->token);
                more = delta->more;
            }
        }
        out << (round == 0 ? "first" : "again") << ' ' << items << " items " << double(timer.elapsed()) / 1000 << " s" << Qt::endl;
    }
    return 0;
}
