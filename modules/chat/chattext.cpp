// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattext.h"

#include "chat/chathtml.h"
#include "chat/chatname.h"

#include <KLocalizedString>
#include <QJsonArray>

namespace Kontor
{
namespace
{
constexpr qsizetype longestId = 1024;
constexpr qsizetype longestKey = 40;
constexpr qsizetype mostMentions = 500;
constexpr int mostAnswers = 40; // of a poll
constexpr qint64 mostPixels = 100'000;

QString text(const QJsonObject &object, QLatin1StringView key)
{
    return object.value(key).toString();
}

QString id(const QJsonObject &object, QLatin1StringView key)
{
    const auto found = object.value(key).toString();
    return found.size() <= longestId ? found : QString();
}

bool isControl(QChar c)
{
    // Marks of direction alone (200e, 200f, 061c) belong to languages; what spans text does not.
    const auto u = c.unicode();
    return (u < 0x20 && u != '\n' && u != '\t') || (u >= 0x7f && u < 0xa0) || (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069)
        || (u >= 0x206a && u <= 0x206f) || u == 0x2060 || u == 0xfeff || (u >= 0xfff9 && u <= 0xfffb);
}

/// The quote that clients once put in front of an answer.
QString withoutFallback(const QString &body)
{
    if (!body.startsWith(QLatin1StringView("> "))) {
        return body;
    }
    qsizetype at = 0;
    while (at < body.size() && body[at] == u'>') {
        const auto end = body.indexOf(u'\n', at);
        at = end < 0 ? body.size() : end + 1;
    }
    while (at < body.size() && body[at] == u'\n') {
        ++at;
    }
    return at < body.size() ? body.sliced(at) : body;
}

QString extensibleText(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString();
    }
    const auto object = value.toObject();
    for (const auto key : {QLatin1StringView("body"), QLatin1StringView("org.matrix.msc1767.text"), QLatin1StringView("m.text")}) {
        if (const auto found = object.value(key); found.isString()) {
            return found.toString();
        } else if (found.isArray()) {
            return text(found.toArray().at(0).toObject(), QLatin1StringView("body"));
        }
    }
    return {};
}

QString pollText(const QJsonObject &content)
{
    auto poll = content.value(QLatin1StringView("m.poll")).toObject();
    if (poll.isEmpty()) {
        poll = content.value(QLatin1StringView("org.matrix.msc3381.poll.start")).toObject();
    }
    QStringList lines{extensibleText(poll.value(QLatin1StringView("question")))};
    for (const auto answers = poll.value(QLatin1StringView("answers")).toArray(); const auto &answer : answers) {
        if (lines.size() <= mostAnswers) {
            lines << QStringLiteral("• ") + extensibleText(answer);
        }
    }
    const auto said = lines.join(u'\n');
    return lines.first().isEmpty() && lines.size() == 1 ? extensibleText(content) : said;
}

QString locationText(const QJsonObject &content)
{
    auto place = text(content, QLatin1StringView("geo_uri"));
    for (const auto key : {QLatin1StringView("m.location"), QLatin1StringView("org.matrix.msc3488.location")}) {
        place = place.isEmpty() ? text(content.value(key).toObject(), QLatin1StringView("uri")) : place;
    }
    const auto body = text(content, QLatin1StringView("body"));
    return place.isEmpty() || body.contains(place) ? body : QString(body + u'\n' + place).trimmed();
}

ChatRowKind kindOfMessage(const QString &type)
{
    static const QHash<QString, ChatRowKind> kinds{
        {QStringLiteral("m.text"), ChatRowKind::Text},   {QStringLiteral("m.notice"), ChatRowKind::Notice}, {QStringLiteral("m.emote"), ChatRowKind::Emote},
        {QStringLiteral("m.image"), ChatRowKind::Image}, {QStringLiteral("m.audio"), ChatRowKind::Audio},   {QStringLiteral("m.video"), ChatRowKind::Video},
        {QStringLiteral("m.file"), ChatRowKind::File},   {QStringLiteral("m.location"), ChatRowKind::Location},
    };
    return kinds.value(type, ChatRowKind::Text);
}

bool isFile(ChatRowKind kind)
{
    return kind == ChatRowKind::Image || kind == ChatRowKind::Audio || kind == ChatRowKind::Video || kind == ChatRowKind::File || kind == ChatRowKind::Sticker;
}

void readMessage(ChatSaid &said, const QJsonObject &content)
{
    const auto type = text(content, QLatin1StringView("msgtype"));
    said.isRow = true;
    said.kind = kindOfMessage(type);
    if (type == QLatin1StringView("m.key.verification.request")) {
        said.isRow = false; // a verification is shown where it takes place
        return;
    }
    if (said.kind == ChatRowKind::Location) {
        said.text = ChatText::lines(locationText(content));
        return;
    }
    const auto body = text(content, QLatin1StringView("body"));
    const auto fileName = text(content, QLatin1StringView("filename"));
    if (isFile(said.kind)) {
        said.fileName = ChatName::safe(fileName.isEmpty() ? body : fileName, 255);
        // With a name of its own, the body says something about the file.
        if (fileName.isEmpty() || fileName == body) {
            return;
        }
    }
    const bool isReply = !said.reply.isEmpty();
    said.text = ChatText::lines(isReply ? withoutFallback(body) : body);
    if (text(content, QLatin1StringView("format")) == QLatin1StringView("org.matrix.custom.html")) {
        const auto reduced = ChatHtml::reduce(text(content, QLatin1StringView("formatted_body")));
        said.html = reduced.html;
        said.text = said.text.trimmed().isEmpty() ? reduced.text.left(ChatText::longestText) : said.text;
    }
    said.text = said.text.trimmed().isEmpty() ? QString() : said.text;
}

void readRelation(ChatSaid &said, const QJsonObject &content)
{
    const auto relates = content.value(QLatin1StringView("m.relates_to")).toObject();
    const auto type = text(relates, QLatin1StringView("rel_type"));
    const auto target = id(relates, QLatin1StringView("event_id"));
    const bool isFallback = relates.value(QLatin1StringView("is_falling_back")).toBool();
    said.reply = isFallback && type == QLatin1StringView("m.thread") ? QString() : id(relates.value(QLatin1StringView("m.in_reply_to")).toObject(), QLatin1StringView("event_id"));
    if (target.isEmpty() || type.isEmpty()) {
        return;
    }
    said.relates = target;
    if (type == QLatin1StringView("m.replace")) {
        said.relation = ChatRelation::Edit;
    } else if (type == QLatin1StringView("m.annotation")) {
        said.relation = ChatRelation::Reaction;
    } else if (type == QLatin1StringView("m.thread") || type == QLatin1StringView("io.element.thread")) {
        said.relation = ChatRelation::Thread;
    } else {
        said.relation = ChatRelation::Other;
    }
}

bool isStateShown(const QString &type)
{
    // What changes often and says nothing to people is left out.
    static const QSet<QString> hidden{QStringLiteral("m.room.server_acl"),           QStringLiteral("m.space.child"),
                                      QStringLiteral("m.space.parent"),              QStringLiteral("m.room.aliases"),
                                      QStringLiteral("m.room.bot.options"),          QStringLiteral("m.call.member"),
                                      QStringLiteral("org.matrix.msc3401.call.member"), QStringLiteral("m.room.related_groups"),
                                      QStringLiteral("im.vector.modular.widgets.layout")};
    return !hidden.contains(type);
}

void readOther(ChatSaid &said, const QString &type, const QJsonObject &content)
{
    if (type == QLatin1StringView("m.sticker")) {
        said.kind = ChatRowKind::Sticker;
        said.isRow = true;
        said.text = ChatText::lines(text(content, QLatin1StringView("body")), ChatText::longestLine);
    } else if (type == QLatin1StringView("m.poll.start") || type == QLatin1StringView("org.matrix.msc3381.poll.start")) {
        said.kind = ChatRowKind::Poll;
        said.isRow = true;
        said.text = ChatText::lines(pollText(content));
    } else if (type == QLatin1StringView("m.location") || type == QLatin1StringView("org.matrix.msc3672.beacon")) {
        said.kind = ChatRowKind::Location;
        said.isRow = type == QLatin1StringView("m.location");
        said.text = ChatText::lines(locationText(content));
    } else if (type == QLatin1StringView("m.call.invite") || type == QLatin1StringView("m.call.notify") || type == QLatin1StringView("m.rtc.notification")) {
        said.kind = ChatRowKind::Call;
        said.isRow = true;
    } else if (content.contains(QLatin1StringView("org.matrix.msc1767.text")) || content.contains(QLatin1StringView("m.text"))) {
        said.kind = ChatRowKind::Unknown;
        said.isRow = true;
        said.text = ChatText::lines(extensibleText(content));
    }
}

bool isCryptographic(const QString &type)
{
    return type.startsWith(QLatin1StringView("m.key.")) || type.startsWith(QLatin1StringView("m.room_key")) || type == QLatin1StringView("m.dummy");
}
}

QString ChatText::lines(const QString &text, qsizetype atMost)
{
    auto cut = text.size() > atMost ? text.left(atMost > 0 && text[atMost - 1].isHighSurrogate() ? atMost - 1 : atMost) : text;
    cut.replace(QLatin1StringView("\r\n"), QLatin1StringView("\n"));
    cut.replace(u'\r', u'\n');
    cut.replace(QChar(0x2028), u'\n');
    cut.replace(QChar(0x2029), u'\n');
    cut.removeIf(isControl);
    if (text.size() > atMost) {
        cut += u'…';
    }
    return cut;
}

QString ChatText::line(const QString &text, qsizetype atMost)
{
    auto one = lines(text.left(atMost * 4), atMost * 4).simplified();
    if (one.size() > atMost) {
        one.truncate(one[atMost - 1].isHighSurrogate() ? atMost - 1 : atMost);
        one += u'…';
    }
    return one;
}

QString ChatText::key(const QString &key)
{
    auto safe = ChatName::safe(key, longestKey);
    return safe;
}

ChatSaid ChatText::of(const ChatEventFacts &facts)
{
    ChatSaid said;
    const auto type = facts.shownType();
    const auto content = facts.shownContent();
    if (facts.stateKey) {
        said.kind = ChatRowKind::State;
        said.isRow = isStateShown(type);
        return said;
    }
    if (type == QLatin1StringView("m.room.redaction")) {
        said.relation = ChatRelation::Redaction;
        said.relates = id(content, QLatin1StringView("redacts"));
        return said;
    }
    readRelation(said, content);
    if (facts.isRedacted) {
        said.kind = ChatRowKind::Redacted;
        said.isRow = said.relation != ChatRelation::Edit && said.relation != ChatRelation::Reaction
            && (type == QLatin1StringView("m.room.message") || type == QLatin1StringView("m.room.encrypted") || type == QLatin1StringView("m.sticker")
                || type.endsWith(QLatin1StringView("poll.start")));
        return said;
    }
    if (facts.isTooLarge && content.isEmpty()) {
        said.kind = ChatRowKind::Unknown;
        said.isRow = true;
        said.text = i18nc("@info in place of a message", "This message is too large to be shown.");
        return said;
    }
    if (said.relation == ChatRelation::Reaction) {
        said.text = key(text(content.value(QLatin1StringView("m.relates_to")).toObject(), QLatin1StringView("key")));
        said.kind = ChatRowKind::Text;
        if (type != QLatin1StringView("m.reaction") || said.text.isEmpty()) {
            said.relation = ChatRelation::Other;
        }
        return said;
    }
    const bool isEdit = said.relation == ChatRelation::Edit;
    if (type == QLatin1StringView("m.room.encrypted")) {
        said.kind = ChatRowKind::Unreadable;
        said.isRow = !isEdit && said.relation != ChatRelation::Other;
        return said;
    }
    const auto changed = content.value(QLatin1StringView("m.new_content"));
    const auto meant = isEdit && changed.isObject() ? changed.toObject() : content;
    if (type == QLatin1StringView("m.room.message")) {
        readMessage(said, meant);
    } else if (!isCryptographic(type)) {
        readOther(said, type, meant);
    }
    if (isEdit) {
        said.isRow = false;
        said.reply.clear();
    }
    if (!facts.draftFile.isEmpty() && said.fileName.isEmpty()) {
        said.fileName = ChatName::safe(text(facts.draftFile, QLatin1StringView("name")), 255);
    }
    return said;
}

std::optional<ChatAttachment> ChatText::attachment(const ChatEventFacts &facts)
{
    auto content = facts.shownContent();
    const auto said = of(facts);
    if (!isFile(said.kind)) {
        return std::nullopt;
    }
    if (said.relation == ChatRelation::Edit && content.value(QLatin1StringView("m.new_content")).isObject()) {
        content = content.value(QLatin1StringView("m.new_content")).toObject();
    }
    const auto mxc = [](const QJsonValue &value) {
        const auto url = value.toString();
        return url.startsWith(QLatin1StringView("mxc://")) && url.size() <= longestId ? url : QString();
    };
    const auto number = [](const QJsonValue &value) {
        const double found = value.toDouble();
        return found > 0 && found < 9e15 ? qint64(found) : 0;
    };
    const auto pixels = [&number](const QJsonObject &info) {
        const auto width = number(info.value(QLatin1StringView("w")));
        const auto height = number(info.value(QLatin1StringView("h")));
        return width > 0 && height > 0 && width < mostPixels && height < mostPixels ? QSize(int(width), int(height)) : QSize();
    };
    const auto mediaType = [](const QJsonObject &info) {
        return ChatName::safe(text(info, QLatin1StringView("mimetype")), 100).toLower();
    };
    const auto &draft = facts.draftFile;
    const auto info = content.value(QLatin1StringView("info")).toObject();
    const auto thumbnail = info.value(QLatin1StringView("thumbnail_info")).toObject();
    ChatAttachment file;
    file.key = content.value(QLatin1StringView("file")).toObject();
    file.url = mxc(file.key.isEmpty() ? content.value(QLatin1StringView("url")) : file.key.value(QLatin1StringView("url")));
    file.name = said.fileName.isEmpty() ? i18nc("@info name of a file that has none", "file") : said.fileName;
    file.type = draft.isEmpty() ? mediaType(info) : ChatName::safe(text(draft, QLatin1StringView("type")), 100);
    file.size = number(draft.isEmpty() ? info.value(QLatin1StringView("size")) : draft.value(QLatin1StringView("size")));
    file.pixels = pixels(info);
    if (!draft.isEmpty()) {
        file.pixels = pixels({{QStringLiteral("w"), draft.value(QLatin1StringView("width"))}, {QStringLiteral("h"), draft.value(QLatin1StringView("height"))}});
    }
    file.duration = number(draft.isEmpty() ? info.value(QLatin1StringView("duration")) : draft.value(QLatin1StringView("duration")));
    file.thumbnailKey = info.value(QLatin1StringView("thumbnail_file")).toObject();
    file.thumbnailUrl = mxc(file.thumbnailKey.isEmpty() ? info.value(QLatin1StringView("thumbnail_url")) : file.thumbnailKey.value(QLatin1StringView("url")));
    file.thumbnailType = mediaType(thumbnail);
    file.thumbnailPixels = pixels(thumbnail);
    return file;
}

ChatText::Mentions ChatText::mentions(const QJsonObject &content)
{
    Mentions found;
    const auto value = content.value(QLatin1StringView("m.mentions"));
    found.areSaid = value.isObject();
    const auto object = value.toObject();
    found.isRoom = object.value(QLatin1StringView("room")).toBool();
    for (const auto people = object.value(QLatin1StringView("user_ids")).toArray(); const auto &person : people) {
        if (found.people.size() < mostMentions && person.isString()) {
            found.people << person.toString();
        }
    }
    return found;
}

QString ChatText::summary(ChatRowKind kind, const QString &text)
{
    const auto said = line(text);
    switch (kind) {
    case ChatRowKind::Image:
        return said.isEmpty() ? i18nc("@info in place of a message", "Picture") : said;
    case ChatRowKind::Audio:
        return said.isEmpty() ? i18nc("@info in place of a message", "Sound") : said;
    case ChatRowKind::Video:
        return said.isEmpty() ? i18nc("@info in place of a message", "Video") : said;
    case ChatRowKind::File:
        return said.isEmpty() ? i18nc("@info in place of a message", "File") : said;
    case ChatRowKind::Sticker:
        return said.isEmpty() ? i18nc("@info in place of a message", "Sticker") : said;
    case ChatRowKind::Location:
        return said.isEmpty() ? i18nc("@info in place of a message", "Location") : said;
    case ChatRowKind::Poll:
        return said.isEmpty() ? i18nc("@info in place of a message", "Poll") : i18nc("@info in place of a message, %1 is a question", "Poll: %1", said);
    case ChatRowKind::Call:
        return i18nc("@info in place of a message", "Call");
    case ChatRowKind::Redacted:
        return i18nc("@info in place of a message", "Message deleted");
    case ChatRowKind::Unreadable:
        return i18nc("@info in place of a message", "Encrypted message");
    default:
        return said;
    }
}

}
