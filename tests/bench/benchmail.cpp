// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchmail.h"

#include "accounts/accountstore.h"
#include "bench/measure.h"
#include "mail/mailpayload.h"
#include "mail/mailprojector.h"

#include <QTimeZone>

namespace Kontor::Bench
{
namespace
{
constexpr int batch = 500;
constexpr qint64 newest = 1'780'000'000; // seconds since epoch
constexpr qint64 span = qint64(3) * 365 * 86400;
constexpr int threadEvery = 3; // every third message answers the one before the last

qint64 timeOf(int number, int total)
{
    return newest - span * (total - number) / total;
}

QByteArray idOf(int number)
{
    return "<m" + QByteArray::number(number) + "@beispielamt.test>";
}
}

QByteArray BenchMail::header(int number, qint64 when)
{
    const auto from = m_text.person();
    const auto to = m_text.person();
    QByteArray header = "From: \"" + from.name.toLatin1() + "\" <" + from.address.toLatin1() + ">\r\nTo: <" + to.address.toLatin1()
        + ">\r\nSubject: =?utf-8?b?" + (m_text.words(5).trimmed() + QStringLiteral(" %1").arg(number)).toUtf8().toBase64() + "?=\r\nDate: "
        + QDateTime::fromSecsSinceEpoch(when, QTimeZone::UTC).toString(Qt::RFC2822Date).toLatin1() + "\r\nMessage-ID: " + idOf(number) + "\r\n";
    if (number % threadEvery == 0 && number > 2) {
        header += "In-Reply-To: " + idOf(number - 2) + "\r\nReferences: " + idOf(number - 2) + "\r\n";
    }
    return header + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n";
}

QByteArray BenchMail::payload(int number, int total)
{
    const auto when = timeOf(number, total);
    m_header = header(number, when);
    m_body = m_text.words(60 + m_text.number(200)).toUtf8();
    m_made = number;
    MailPayload payload;
    payload.flags = number % 20 ? QStringList{QStringLiteral("\\Seen")} : QStringList{};
    payload.hasFlags = true;
    payload.internalDate = QDateTime::fromSecsSinceEpoch(when, QTimeZone::UTC);
    payload.header = m_header + "\r\n";
    payload.size = m_header.size() + 2 + m_body.size();
    payload.bodyStructure = "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"8BIT\" " + QByteArray::number(m_body.size()) + " 20 NIL NIL NIL NIL)";
    return payload.toCbor();
}

QByteArray BenchMail::body(int number)
{
    if (number != m_made) {
        giveUp(QStringLiteral("payload() and body() go together"));
    }
    return m_header + "\r\n" + m_body;
}

QStringList mailSchemas()
{
    return {QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/mail")};
}

Place makePlace(Store &store)
{
    const std::shared_ptr<Store> borrowed(&store, [](Store *) {});
    Account account;
    account.address = QStringLiteral("anna.mueller@beispielamt.test");
    account.name = QStringLiteral("Anna Müller");
    account.keepDays = 0;
    AccountStore accounts(borrowed);
    auto saved = accounts.save(account);
    saved.waitForFinished();
    auto resource = accounts.resource(valueOf(saved.takeResult()), QStringLiteral("mail"));
    resource.waitForFinished();
    const auto mail = valueOf(resource.takeResult());
    auto folder = store.write([mail](Transaction &transaction) -> Result<CollectionId> {
        auto made = transaction.prepare("INSERT INTO collection (resource, remote_id, name, role) VALUES (?1, 'INBOX', 'Inbox', 'inbox')").run(mail);
        if (!made) {
            return std::unexpected(made.error());
        }
        transaction.changes.collectionList = true;
        return CollectionId{transaction.lastInsertId()};
    });
    folder.waitForFinished();
    return {.resource = mail, .folder = valueOf(folder.takeResult())};
}

CollectionId fillCache(Store &store, int total)
{
    const auto folder = makePlace(store).folder;
    const auto projector = std::make_shared<MailProjector>();
    BenchMail mail;
    for (int start = 1; start <= total; start += batch) {
        QList<QByteArray> payloads, bodies;
        for (int number = start; number < std::min(start + batch, total + 1); ++number) {
            payloads << mail.payload(number, total);
            bodies << mail.body(number);
        }
        const auto blobs = valueOf(store.blobs().put(bodies));
        QList<Write> writes;
        for (int i = 0; i < payloads.size(); ++i) {
            const ItemId item{start + i};
            writes << valueOf(projector->project(item, folder, payloads.at(i))) << valueOf(projector->projectPart(item, QString(), blobs.at(i), bodies.at(i)));
        }
        auto written = store.write([start, payloads, writes, folder](Transaction &transaction) -> Result<void> {
            auto &insert = transaction.prepare("INSERT INTO item (id, collection, remote_id, revision, payload) VALUES (?1, ?2, ?3, '', ?4)");
            for (int i = 0; i < payloads.size(); ++i) {
                if (auto done = insert.run(qint64(start + i), folder, QString::number(start + i), payloads.at(i)); !done) {
                    return done;
                }
            }
            for (const auto &write : writes) {
                if (auto done = write(transaction); !done) {
                    return done;
                }
            }
            return {};
        });
        written.waitForFinished();
        valueOf(written.takeResult());
    }
    return folder;
}

}
