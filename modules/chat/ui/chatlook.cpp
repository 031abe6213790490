// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatlook.h"

#include <KLocalizedString>
#include <QFontInfo>
#include <QPainter>
#include <QPainterPath>
#include <QRegularExpression>
#include <QTextBoundaryFinder>

#include <array>

namespace Kontor::ChatLook
{
namespace
{
constexpr std::array hues{8, 32, 130, 165, 200, 225, 268, 315};

/// Not qHash: that differs from run to run.
uint stable(const QString &id)
{
    uint sum = 2166136261U;
    for (const auto letter : id) {
        sum = (sum ^ letter.unicode()) * 16777619U;
    }
    return sum ^ (sum >> 15);
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Base).lightnessF() < 0.5F;
}

QString firstGrapheme(const QString &word)
{
    QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word);
    const auto end = finder.toNextBoundary();
    return word.left(std::min<qsizetype>(end < 0 ? 1 : end, 8));
}

bool isEmoji(char32_t point)
{
    return (point >= 0x1F300 && point <= 0x1FAFF) || (point >= 0x2600 && point <= 0x27BF) || (point >= 0x1F1E6 && point <= 0x1F1FF) || point == 0x2B50 || point == 0x2B55
        || point == 0x203C || point == 0x2049 || (point >= 0x2190 && point <= 0x21FF) || (point >= 0x2300 && point <= 0x23FF) || (point >= 0x2B05 && point <= 0x2B1C);
}

bool isJoiner(char32_t point)
{
    return point == 0x200D || point == 0xFE0F || point == 0x20E3 || (point >= 0xE0020 && point <= 0xE007F);
}
}

QString initials(const QString &name)
{
    QStringList words = name.split(QRegularExpression(QStringLiteral("[^\\p{L}\\p{N}]+")), Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        const auto bare = name.trimmed();
        return bare.isEmpty() ? QStringLiteral("?") : firstGrapheme(bare);
    }
    auto letters = firstGrapheme(words.first()).toUpper();
    if (words.size() > 1) {
        letters += firstGrapheme(words.last()).toUpper();
    }
    return letters;
}

QColor colour(const QString &id, const QPalette &palette)
{
    const auto hue = hues.at(stable(id) % hues.size());
    const bool isYellowish = hue > 25 && hue < 190; // looks lighter than it is
    return isDark(palette) ? QColor::fromHsl(hue, 150, 182) : QColor::fromHsl(hue, 190, isYellowish ? 66 : 92);
}

void paintAvatar(QPainter *painter, const QRectF &area, const QString &name, const QString &id, const QPixmap &picture, Shape shape)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    QPainterPath path;
    const auto radius = shape == Shape::Person ? area.width() / 2 : area.width() / 5;
    path.addRoundedRect(area, radius, radius);
    if (!picture.isNull()) {
        painter->setClipPath(path);
        const auto side = std::min(picture.width(), picture.height());
        painter->drawPixmap(area, picture, QRectF((picture.width() - side) / 2.0, (picture.height() - side) / 2.0, side, side));
        painter->restore();
        return;
    }
    painter->fillPath(path, QColor::fromHsl(hues.at(stable(id) % hues.size()), 110, 92));
    auto font = painter->font();
    const auto letters = initials(name);
    font.setPixelSize(std::max(6, int(area.height() * (letters.size() > 1 ? 0.38 : 0.46))));
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(Qt::white);
    painter->drawText(area, Qt::AlignCenter, letters);
    painter->restore();
}

QIcon avatar(const QString &name, const QString &id, int side, Shape shape)
{
    QIcon icon;
    for (const int ratio : {1, 2}) {
        QPixmap pixmap(side * ratio, side * ratio);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintAvatar(&painter, QRectF(pixmap.rect()), name, id, {}, shape);
        painter.end();
        pixmap.setDevicePixelRatio(ratio);
        icon.addPixmap(pixmap);
    }
    return icon;
}

QString duration(qint64 milliseconds)
{
    const auto seconds = std::max<qint64>(0, milliseconds) / 1000;
    const auto padded = [](qint64 number) {
        return QString::number(number).rightJustified(2, u'0');
    };
    const auto minutes = seconds / 60;
    if (minutes >= 60) {
        return QString::number(minutes / 60) + u':' + padded(minutes % 60) + u':' + padded(seconds % 60);
    }
    return QString::number(minutes) + u':' + padded(seconds % 60);
}

QString kindName(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::Image:
        return i18nc("@info a kind of message", "Image");
    case ChatRowKind::Audio:
        return i18nc("@info a kind of message", "Audio");
    case ChatRowKind::Video:
        return i18nc("@info a kind of message", "Video");
    case ChatRowKind::File:
        return i18nc("@info a kind of message", "File");
    case ChatRowKind::Sticker:
        return i18nc("@info a kind of message", "Sticker");
    case ChatRowKind::Location:
        return i18nc("@info a kind of message", "Location");
    case ChatRowKind::Poll:
        return i18nc("@info a kind of message", "Poll");
    case ChatRowKind::Call:
        return i18nc("@info a kind of message", "Call");
    default:
        return {};
    }
}

QIcon kindIcon(ChatRowKind kind, const QString &mediaType)
{
    const auto icon = [](const char *name) {
        return QIcon::fromTheme(QString::fromLatin1(name));
    };
    switch (kind) {
    case ChatRowKind::Image:
    case ChatRowKind::Sticker:
        return icon("image-x-generic");
    case ChatRowKind::Audio:
        return icon("audio-x-generic");
    case ChatRowKind::Video:
        return icon("video-x-generic");
    case ChatRowKind::Location:
        return icon("mark-location");
    case ChatRowKind::Poll:
        return icon("view-statistics");
    case ChatRowKind::Call:
        return icon("call-start");
    case ChatRowKind::Redacted:
        return icon("edit-delete");
    case ChatRowKind::Unreadable:
        return icon("object-locked");
    case ChatRowKind::State:
        return icon("documentinfo");
    case ChatRowKind::Gap:
        return icon("download");
    default:
        break;
    }
    auto name = mediaType;
    return QIcon::fromTheme(name.replace(u'/', u'-'), icon("text-x-generic"));
}

QFont withEmoji(const QFont &font)
{
    const auto emoji = QStringLiteral("Noto Color Emoji");
    if (font.families().contains(emoji)) {
        return font;
    }
    // The family that is really used: a generic name is not found among families, and the emoji font has digits, too.
    auto both = font;
    both.setFamilies({QFontInfo(font).family(), emoji});
    return both;
}

bool isOnlyEmoji(const QString &text)
{
    if (text.isEmpty() || text.size() > 48) {
        return false;
    }
    int shown = 0;
    bool isJoined = false;
    for (const auto points = text.toUcs4(); const auto point : points) {
        if (isEmoji(point)) {
            shown += isJoined || (point >= 0x1F3FB && point <= 0x1F3FF) ? 0 : 1;
            isJoined = false;
        } else if (isJoiner(point)) {
            isJoined = point == 0x200D;
        } else if (point != U' ') {
            return false;
        }
    }
    return shown > 0 && shown <= 6; // a flag counts twice
}

bool isMessage(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::State:
    case ChatRowKind::Gap:
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        return false;
    default:
        return true;
    }
}

bool isAttachment(ChatRowKind kind)
{
    return kind == ChatRowKind::Image || kind == ChatRowKind::Audio || kind == ChatRowKind::Video || kind == ChatRowKind::File || kind == ChatRowKind::Sticker;
}

}
