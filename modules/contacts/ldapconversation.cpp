// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ldapconversation.h"

#include "base/log.h"

#include <KLocalizedString>
#include <QDeadlineTimer>
#include <QFile>
#include <QTemporaryFile>

#include <ldap.h>

namespace Kontor
{
namespace
{
constexpr int lookMilliseconds = 100; // between two looks whether to stop
constexpr qsizetype largestValue = 2 << 20; // a photo

struct Unbind {
    void operator()(LDAP *connection) const
    {
        ldap_unbind_ext_s(connection, nullptr, nullptr);
    }
};
using Connection = std::unique_ptr<LDAP, Unbind>;

struct FreeMessage {
    void operator()(LDAPMessage *message) const
    {
        ldap_msgfree(message);
    }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

std::unexpected<Error> refused(LDAP *connection, int code)
{
    const auto detail = QString::fromUtf8(ldap_err2string(code));
    QString more;
    if (char *words = nullptr; connection && ldap_get_option(connection, LDAP_OPT_DIAGNOSTIC_MESSAGE, &words) == LDAP_OPT_SUCCESS && words) {
        more = QString::fromUtf8(words).left(300);
        ldap_memfree(words);
    }
    const QString whole = more.isEmpty() ? detail : QString(detail + QLatin1StringView(": ") + more);
    switch (code) {
    case LDAP_SERVER_DOWN:
    case LDAP_CONNECT_ERROR:
    case LDAP_UNAVAILABLE:
        return failure(Error::Kind::Offline, i18nc("@info", "The directory cannot be reached safely."), whole);
    case LDAP_TIMEOUT:
    case LDAP_TIMELIMIT_EXCEEDED:
    case LDAP_BUSY:
        return failure(Error::Kind::Timeout, i18nc("@info", "The directory did not answer in time."), whole);
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_STRONG_AUTH_REQUIRED:
        return failure(Error::Kind::Unauthorized, i18nc("@info", "The directory did not accept the sign-in."), whole);
    case LDAP_INSUFFICIENT_ACCESS:
        return failure(Error::Kind::Forbidden, i18nc("@info", "The directory does not let you look people up."), whole);
    default:
        return failure(Error::Kind::Protocol, i18nc("@info", "The directory refused to answer."), whole);
    }
}

/// Certificates in a file, since that is how libldap takes them.
bool writeCertificates(QTemporaryFile &file, const QByteArray &own)
{
    if (!file.open()) {
        return false;
    }
    QFile system(QStringLiteral("/etc/ssl/certs/ca-certificates.crt"));
    const auto bundle = system.open(QIODevice::ReadOnly) ? system.readAll() : QByteArray();
    const QByteArray all = bundle + '\n' + own;
    return file.write(all) == all.size() && file.flush();
}

Result<Connection> connected(const LdapConversation::Question &question, const QByteArray &certificateFile)
{
    LDAP *raw = nullptr;
    if (const auto code = ldap_initialize(&raw, question.place.server.constData()); code != LDAP_SUCCESS) {
        return refused(nullptr, code);
    }
    Connection connection(raw);
    const int version = LDAP_VERSION3;
    const int demand = LDAP_OPT_X_TLS_DEMAND;
    const int tls12 = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    const int client = 0;
    const timeval patience{.tv_sec = std::min(question.seconds, 5), .tv_usec = 0};
    const timeval whole{.tv_sec = question.seconds, .tv_usec = 0};
    int code = ldap_set_option(raw, LDAP_OPT_PROTOCOL_VERSION, &version);
    const auto set = [&](int option, const void *value) {
        code = code == LDAP_OPT_SUCCESS ? ldap_set_option(raw, option, value) : code;
    };
    set(LDAP_OPT_REFERRALS, LDAP_OPT_OFF); // they could lead anywhere, and to places without TLS
    set(LDAP_OPT_NETWORK_TIMEOUT, &patience);
    set(LDAP_OPT_TIMEOUT, &whole);
    set(LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
    set(LDAP_OPT_X_TLS_PROTOCOL_MIN, &tls12);
    set(LDAP_OPT_X_TLS_CACERTFILE, certificateFile.constData());
    set(LDAP_OPT_X_TLS_NEWCTX, &client);
    if (code != LDAP_OPT_SUCCESS) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The directory cannot be reached safely."), QStringLiteral("TLS options were not taken"));
    }
    if (question.place.startTls) {
        if (code = ldap_start_tls_s(raw, nullptr, nullptr); code != LDAP_SUCCESS) {
            return refused(raw, code);
        }
    }
    return connection;
}

/// The answer to a message, unless the time is over or nobody wants it any more.
Result<Message> answer(LDAP *connection, int id, int all, const QDeadlineTimer &deadline, const std::atomic<bool> &stop)
{
    while (!stop && !deadline.hasExpired()) {
        timeval wait{.tv_sec = 0, .tv_usec = lookMilliseconds * 1000};
        LDAPMessage *message = nullptr;
        const auto type = ldap_result(connection, id, all, &wait, &message);
        if (type > 0) {
            return Message(message);
        }
        if (type < 0) {
            int code = LDAP_SERVER_DOWN;
            ldap_get_option(connection, LDAP_OPT_RESULT_CODE, &code);
            return refused(connection, code);
        }
    }
    ldap_abandon_ext(connection, id, nullptr, nullptr);
    return stop ? Result<Message>(cancelled()) : Result<Message>(refused(connection, LDAP_TIMEOUT));
}

Result<void> signIn(LDAP *connection, const LdapConversation::Question &question, const QDeadlineTimer &deadline, const std::atomic<bool> &stop)
{
    if (question.place.bindName.isEmpty()) {
        return {};
    }
    auto password = question.password;
    berval credentials{.bv_len = ber_len_t(password.size()), .bv_val = password.data()};
    int id = 0;
    if (const auto code = ldap_sasl_bind(connection, question.place.bindName.constData(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, &id); code != LDAP_SUCCESS) {
        return refused(connection, code);
    }
    const auto message = answer(connection, id, LDAP_MSG_ALL, deadline, stop);
    if (!message) {
        return std::unexpected(message.error());
    }
    int result = LDAP_SUCCESS;
    const auto parsed = ldap_parse_result(connection, message->get(), &result, nullptr, nullptr, nullptr, nullptr, 0);
    return parsed != LDAP_SUCCESS ? Result<void>(refused(connection, parsed)) : result != LDAP_SUCCESS ? Result<void>(refused(connection, result)) : Result<void>();
}

QList<QByteArray> values(LDAP *connection, LDAPMessage *entry, const char *attribute)
{
    QList<QByteArray> list;
    if (auto **found = ldap_get_values_len(connection, entry, attribute)) {
        for (auto **value = found; *value && list.size() < 20; ++value) {
            if (qsizetype((*value)->bv_len) <= largestValue) {
                list << QByteArray((*value)->bv_val, qsizetype((*value)->bv_len));
            }
        }
        ldap_value_free_len(found);
    }
    return list;
}

DirectoryPerson personOf(LDAP *connection, LDAPMessage *entry)
{
    DirectoryPerson person;
    if (char *dn = ldap_get_dn(connection, entry)) {
        person.dn = QString::fromUtf8(dn).left(1000);
        ldap_memfree(dn);
    }
    const auto first = [&](std::initializer_list<const char *> attributes) {
        for (const auto *attribute : attributes) {
            if (const auto list = values(connection, entry, attribute); !list.isEmpty()) {
                return QString::fromUtf8(list.first()).trimmed();
            }
        }
        return QString();
    };
    auto &card = person.card;
    card.formattedName = first({"displayName", "cn"});
    card.given = first({"givenName"});
    card.family = first({"sn"});
    if (const auto common = first({"cn"}); card.formattedName.contains(u',') && !common.isEmpty() && !common.contains(u',')) {
        card.formattedName = common; // the other one is for sorting: "Berg, Anna"
    }
    card.organization = first({"o", "company"});
    card.department = first({"ou", "department"});
    card.title = first({"title"});
    for (const auto &mail : values(connection, entry, "mail")) {
        card.emails << ContactField{.value = QString::fromUtf8(mail), .types = {QStringLiteral("work")}};
    }
    const std::pair<const char *, QStringList> numbers[] = {{"telephoneNumber", {QStringLiteral("work"), QStringLiteral("voice")}},
                                                            {"mobile", {QStringLiteral("cell")}},
                                                            {"homePhone", {QStringLiteral("home")}},
                                                            {"facsimileTelephoneNumber", {QStringLiteral("work"), QStringLiteral("fax")}}};
    for (const auto &[attribute, types] : numbers) {
        for (const auto &number : values(connection, entry, attribute)) {
            card.phones << ContactField{.value = QString::fromUtf8(number), .types = types};
        }
    }
    PostalAddress address{.street = first({"street", "streetAddress"}), .city = first({"l"}), .postcode = first({"postalCode"}), .region = first({"st"}),
                          .country = first({"co", "c"}), .types = {QStringLiteral("work")}};
    if (!address.street.isEmpty() || !address.city.isEmpty()) {
        card.addresses << address;
    }
    if (const auto room = first({"roomNumber", "physicalDeliveryOfficeName"}); !room.isEmpty()) {
        card.note = i18nc("@info a room number of a directory", "Room: %1", room);
    }
    if (const auto photos = values(connection, entry, "jpegPhoto"); !photos.isEmpty()) {
        card.photo = photos.first();
        card.photoType = QStringLiteral("image/jpeg");
    }
    for (const auto &certificate : values(connection, entry, "userCertificate;binary")) {
        card.keys << ContactDraft::Key{.type = QStringLiteral("application/pkix-cert"), .uri = {}, .bytes = certificate};
    }
    return person;
}
}

Result<QList<DirectoryPerson>> LdapConversation::ask(const Question &question, const std::atomic<bool> &stop)
{
    const QDeadlineTimer deadline(std::chrono::seconds(question.seconds));
    QTemporaryFile certificates;
    if (!question.place.isValid() || !writeCertificates(certificates, question.certificates)) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The address of the directory cannot be used."));
    }
    auto connection = connected(question, certificates.fileName().toLocal8Bit());
    if (!connection) {
        return std::unexpected(connection.error());
    }
    auto *ldap = connection->get();
    if (auto signedIn = signIn(ldap, question, deadline, stop); !signedIn) {
        return std::unexpected(signedIn.error());
    }
    const char *attributes[] = {"cn",     "displayName",     "givenName", "sn",        "mail",    "telephoneNumber", "mobile",     "homePhone", "facsimileTelephoneNumber",
                                "o",      "company",         "ou",        "department", "title",  "street",          "streetAddress", "l",      "postalCode",
                                "st",     "co",              "c",         "jpegPhoto", "roomNumber", "physicalDeliveryOfficeName", "userCertificate;binary", nullptr};
    timeval patience{.tv_sec = question.seconds, .tv_usec = 0};
    int id = 0;
    const auto filter = LdapFilter::forWords(question.words, question.place.filter);
    const auto code = ldap_search_ext(ldap, question.place.base.constData(), question.place.scope, filter.constData(), const_cast<char **>(attributes), 0, nullptr, nullptr,
                                      &patience, question.atMost, &id);
    if (code != LDAP_SUCCESS) {
        return refused(ldap, code);
    }
    QList<DirectoryPerson> people;
    while (true) {
        const auto message = answer(ldap, id, LDAP_MSG_ONE, deadline, stop);
        if (!message) {
            return std::unexpected(message.error());
        }
        if (ldap_msgtype(message->get()) == LDAP_RES_SEARCH_ENTRY) {
            if (people.size() < question.atMost) { // whatever limit the server keeps to
                people << personOf(ldap, message->get());
            }
        } else if (ldap_msgtype(message->get()) == LDAP_RES_SEARCH_RESULT) {
            int result = LDAP_SUCCESS;
            ldap_parse_result(ldap, message->get(), &result, nullptr, nullptr, nullptr, nullptr, 0);
            const bool isUsable = result == LDAP_SUCCESS || result == LDAP_SIZELIMIT_EXCEEDED || (result == LDAP_TIMELIMIT_EXCEEDED && !people.isEmpty());
            return isUsable ? Result<QList<DirectoryPerson>>(people) : Result<QList<DirectoryPerson>>(refused(ldap, result));
        }
    }
}

}
