// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messageprinter.h"

#include "mail/ui/readertext.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QPagedPaintDevice>
#include <QTextDocument>

namespace Kontor::MessagePrinter
{
namespace
{
/// A document that answers for its resources itself.
class PaperDocument : public QTextDocument
{
public:
    explicit PaperDocument(const QHash<QString, QByteArray> &images)
        : m_images(images)
    {
    }

protected:
    QVariant loadResource(int type, const QUrl &name) override
    {
        if (type == ImageResource && name.scheme() == QLatin1String("cid")) {
            const auto image = QImage::fromData(m_images.value(name.path(QUrl::FullyDecoded)));
            if (!image.isNull()) {
                return image.width() > 1200 ? image.scaledToWidth(1200, Qt::SmoothTransformation) : image;
            }
        }
        QImage nothing(1, 1, QImage::Format_ARGB32);
        nothing.fill(Qt::transparent);
        return type == ImageResource ? QVariant(nothing) : QVariant(QByteArray(" "));
    }

private:
    QHash<QString, QByteArray> m_images;
};

QString line(const QString &caption, const QString &value)
{
    return value.isEmpty() ? QString()
                           : QStringLiteral("<tr><td align=\"right\"><b>%1</b>&nbsp;</td><td>%2</td></tr>").arg(caption.toHtmlEscaped(), value.toHtmlEscaped());
}

QString people(const QList<MailAddress> &list)
{
    QStringList names;
    for (const auto &person : list) {
        names << Words::withoutTricks(person.toString());
    }
    return names.join(QStringLiteral(", "));
}
}

std::unique_ptr<QTextDocument> document(const MessageContent &content, Qt::TextFormat format)
{
    auto paper = std::make_unique<PaperDocument>(content.inlineImages);
    QStringList files;
    for (const auto &attachment : content.attachments) {
        if (!attachment.isInline) {
            files << i18nc("@item file name (size)", "%1 (%2)", attachment.name, Words::size(attachment.size));
        }
    }
    const auto subject = content.subject.isEmpty() ? i18nc("@item", "No subject") : Words::withoutTricks(content.subject);
    auto html = QStringLiteral("<h2>%1</h2><table>").arg(subject.toHtmlEscaped());
    html += line(i18nc("@label", "From:"), people({content.from})) + line(i18nc("@label", "To:"), people(content.to)) + line(i18nc("@label", "Cc:"), people(content.cc))
        + line(i18nc("@label", "Date:"), Words::longDate(content.date)) + line(i18nc("@label", "Attachments:"), files.join(QStringLiteral(", ")));
    html += QStringLiteral("</table><hr>");
    if (format == Qt::RichText && !content.safeHtml.isEmpty()) {
        html += content.safeHtml;
    } else {
        html += QStringLiteral("<div style=\"white-space:pre-wrap\">") + content.plainText.toHtmlEscaped() + QStringLiteral("</div>");
    }
    paper->setHtml(html);
    paper->setMetaInformation(QTextDocument::DocumentTitle, subject);
    return paper;
}

void print(const MessageContent &content, Qt::TextFormat format, QPagedPaintDevice *device)
{
    document(content, format)->print(device);
}

}
