// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailfixture.h"

#include "mail/messagecontent.h"
#include "mail/messagehead.h"
#include "mail/messagequery.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>

using namespace Kontor;

namespace
{
QByteArray sampleHeader(int i)
{
    return "From: =?utf-8?Q?J=C3=B6rg_M=C3=BCller?= <person" + QByteArray::number(i % 3000) + "@example.org>\r\nTo: Anna Berg <anna@example.org>, \"Groß, Ida\" <ida@example.org>\r\nCc: team@example.org\r\nSubject: Re: Haushalt "
        + QByteArray::number(i % 977) + " Sitzung =?utf-8?B?R3LDvMOfZQ==?=\r\nDate: Tue, 5 May 2026 10:00:00 +0200\r\nMessage-ID: <m" + QByteArray::number(i) + "@example.org>\r\nReferences: <m" + QByteArray::number(i - i % 5) + "@example.org>\r\n";
}

void say(const char *name, double value, const char *unit)
{
    std::printf("mail/%s %.1f %s\n", name, value, unit);
    std::fflush(stdout);
}
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int count = argc > 1 ? atoi(argv[1]) : 100'000;
    QElapsedTimer timer;
    QList<QByteArray> payloads;
    for (int i = 0; i < count; ++i) {
        auto payload = MailFixture::payload(sampleHeader(i), 20'000 + i);
        payload.internalDate = payload.internalDate.addSecs(-60 * i);
        payload.bodyStructure = "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"8bit\" 1000 20 NIL NIL NIL NIL)";
        payloads << payload.toCbor();
    }
    MailFixture mail;
    timer.start();
    QList<Write> writes;
    for (int i = 0; i < count; ++i) {
        writes << mail.projector->project(ItemId{i + 1}, mail.inbox, payloads[i]).value();
    }
    say("project", count * 1e9 / double(timer.nsecsElapsed()), "payloads/s");
    timer.restart();
    for (int start = 0; start < count; start += 500) {
        waitedFor(mail.store->write([&, start](Transaction &transaction) -> Result<void> {
            for (int i = start; i < std::min(start + 500, count); ++i) {
                auto done = transaction.prepare("INSERT INTO item (id, collection, remote_id, payload) VALUES (?1, ?2, ?3, ?4)").run(i + 1, mail.inbox, QString::number(i + 1), payloads[i]).and_then([&] {
                    return writes[i](transaction);
                });
                if (!done) {
                    return done;
                }
            }
            return {};
        })).value();
    }
    say("write", count * 1e9 / double(timer.nsecsElapsed()), "rows/s");

    QByteArray body = sampleHeader(1) + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + QByteArray("Sehr geehrte Damen und Herren, anbei die Gr=C3=BC=C3=9Fe zur Sitzung.=\r\n weiter\r\n").repeated(40) + "--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html>" + QByteArray("<p style='color:red'>Sehr geehrte <b>Damen</b></p>\r\n").repeated(80)
        + "</html>\r\n--c--\r\n--b\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + QByteArray(QByteArray(76, 'A') + "\r\n").repeated(240) + "--b--\r\n";
    timer.restart();
    qint64 bytes = 0;
    while (timer.elapsed() < 2000) {
        (void)MessageBody::read(body);
        bytes += body.size();
    }
    say("index_bodies", double(bytes) / 1e6 / (double(timer.nsecsElapsed()) / 1e9), "MB/s");
    timer.restart();
    int parsed = 0;
    while (timer.elapsed() < 1000) {
        (void)MessageContent::parse(body);
        ++parsed;
    }
    say("read_message", double(timer.elapsed()) / parsed, "ms");

    const auto query = [&](const char *name, MessageListModel::View view, MessageQuery::Extent extent = MessageQuery::Extent::All) {
        double best = 1e9;
        for (int round = 0; round < 5; ++round) {
            timer.restart();
            const auto found = waitedFor(mail.store->read([view, extent](const Reader &reader) {
                MessageQuery::Channel channel;
                auto ids = MessageQuery::ids(reader, view, {}, channel, extent);
                if (ids) {
                    (void)MessageQuery::rows(reader, ids->first(std::min<qsizetype>(100, ids->size())));
                }
                return ids;
            }));
            best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
            if (!found) {
                std::printf("failed: %s\n", qPrintable(found.error().detail));
            }
        }
        say(name, best, "ms");
    };
    MessageListModel::View view;
    view.folder = mail.inbox;
    query("open_threads", view);
    view.threads = MessageListModel::View::Threads::Off;
    query("open_flat", view);
    view.folder = {};
    view.search = MessageSearch::parse(QStringLiteral("subject:977 OR haushalt"));
    query("search_none", view);
    view.search = MessageSearch::parse(QStringLiteral("person17"));
    query("search_rare", view);
    view.search = MessageSearch::parse(QStringLiteral("haushalt"));
    query("search_first", view, MessageQuery::Extent::First);
    query("search_all", view);
    view.search = MessageSearch::parse(QStringLiteral("haushalt in:inbox is:unread"));
    query("search_folder", view);
    return 0;
}
