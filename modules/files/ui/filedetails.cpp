// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filedetails.h"

#include "files/desk/fileextract.h"
#include "files/filecontent.h"
#include "files/ui/filelook.h"
#include "files/ui/fileprivatefolder.h"
#include "files/ui/filesharewords.h"
#include "files/ui/filespane.h"
#include "files/ui/filesplacesmodel.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QAction>
#include <QBuffer>
#include <QFormLayout>
#include <QImageReader>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr qint64 largestDrawn = qint64(64) << 20; // bytes of a file that is drawn here
constexpr int pictureSide = 512;
constexpr int mostMegabytes = 64; // of a decoded picture

/// A picture the server drew; nullopt where it is none, or unreasonably large.
std::optional<QImage> decoded(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAllocationLimit(mostMegabytes);
    reader.setAutoTransform(true);
    static const QList<QByteArray> known{"png", "jpeg", "jpg", "webp", "gif"};
    if (!known.contains(reader.format())) {
        return std::nullopt;
    }
    if (const auto size = reader.size(); size.isValid() && std::max(size.width(), size.height()) > 2 * pictureSide) {
        reader.setScaledSize(size.scaled(2 * pictureSide, 2 * pictureSide, Qt::KeepAspectRatio));
    }
    const auto image = reader.read();
    return image.isNull() ? std::nullopt : std::optional(image);
}
}

FileDetails::FileDetails(FilesPane *pane)
    : QScrollArea(pane)
    , m_pane(pane)
    , m_body(new QWidget(this))
    , m_layout(new QVBoxLayout(m_body))
    , m_picture(new QLabel(m_body))
    , m_name(new QLabel(m_body))
    , m_facts(new QWidget(m_body))
    , m_buttons(new QVBoxLayout)
{
    setObjectName(QStringLiteral("fileDetails"));
    setAccessibleName(i18nc("@label", "Details"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setBackgroundRole(QPalette::Base);
    Metrics::apply(m_layout, this);
    m_layout->setContentsMargins(Metrics::margin(this), Metrics::margin(this), Metrics::margin(this), Metrics::margin(this));
    m_picture->setObjectName(QStringLiteral("filePreview"));
    m_picture->setAlignment(Qt::AlignCenter);
    m_picture->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_name->setObjectName(QStringLiteral("detailsName"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    m_name->setAlignment(Qt::AlignHCenter);
    auto bold = font();
    bold.setBold(true);
    m_name->setFont(bold);
    m_layout->addWidget(m_picture);
    m_layout->addWidget(m_name);
    m_layout->addWidget(m_facts);
    m_layout->addLayout(m_buttons);
    m_layout->addStretch(1);
    setWidget(m_body);
    m_pause.setSingleShot(true);
    m_pause.setInterval(250ms); // whoever goes through the list with the keys asks for nothing
    connect(&m_pause, &QTimer::timeout, this, &FileDetails::askMore);
    fill();
}

void FileDetails::show(const QList<FileRow> &files)
{
    if (files == m_files) {
        return;
    }
    const bool isSame = files.size() == 1 && m_files.size() == 1 && files.first().item == m_files.first().item;
    m_files = files;
    if (!isSame) {
        ++m_shows;
        m_place.clear();
    }
    fill();
    if (isVisible()) {
        m_pause.start();
    }
}

void FileDetails::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    fill();
    m_pause.start();
}

void FileDetails::setActions(const QList<QAction *> &actions)
{
    for (auto *action : actions) {
        auto *button = new QPushButton(m_body);
        button->setObjectName(action->objectName() + QLatin1StringView("_button"));
        button->setAutoDefault(false);
        const auto follow = [action, button] {
            button->setText(action->text());
            button->setIcon(action->icon());
            button->setVisible(action->isVisible() && action->isEnabled());
        };
        connect(action, &QAction::changed, button, follow);
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        follow();
        m_buttons->addWidget(button);
    }
}

void FileDetails::refresh()
{
    m_pause.start();
}

void FileDetails::clear()
{
    delete m_form;
    m_form = nullptr;
    qDeleteAll(m_facts->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    m_form = new QFormLayout(m_facts);
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeading | Qt::AlignTop);
    fitRows();
}

/// Beside one another where there is room, else each value below what it is.
void FileDetails::fitRows()
{
    m_form->setRowWrapPolicy(viewport()->width() < fontMetrics().averageCharWidth() * 36 ? QFormLayout::WrapAllRows : QFormLayout::DontWrapRows);
}

QLabel *FileDetails::addFact(const QString &label, const QString &value, const char *name)
{
    if (value.isEmpty()) {
        return nullptr;
    }
    auto *fact = new QLabel(Words::withoutTricks(value), m_facts);
    fact->setObjectName(QLatin1StringView(name));
    fact->setTextFormat(Qt::PlainText);
    fact->setWordWrap(true);
    fact->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    fact->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    fact->setFocusPolicy(Qt::TabFocus);
    fact->setAccessibleName(i18nc("@info spoken: what it is, and its value", "%1 %2", label, value));
    auto policy = fact->sizePolicy(); // keeps that the height follows from the width
    policy.setHorizontalPolicy(QSizePolicy::Expanding);
    fact->setSizePolicy(policy);
    auto *title = new QLabel(label, m_facts);
    title->setTextFormat(Qt::PlainText);
    m_form->addRow(title, fact);
    return fact;
}

void FileDetails::fill()
{
    clear();
    if (m_files.size() == 1) {
        fillOne(m_files.first());
    } else {
        fillMany();
    }
}

void FileDetails::fillMany()
{
    m_preview = {};
    m_previewOf = {};
    m_picture->clear();
    m_picture->setFixedHeight(0);
    if (m_files.isEmpty()) {
        m_name->setText(i18nc("@info", "Choose a file to see its details."));
        return;
    }
    m_name->setText(i18ncp("@info", "%1 entry chosen", "%1 entries chosen", m_files.size()));
    qint64 bytes = 0;
    for (const auto &file : std::as_const(m_files)) {
        bytes += std::max<qint64>(0, file.size);
    }
    addFact(i18nc("@label", "Size:"), Words::size(bytes), "detailsSize");
}

void FileDetails::fillOne(const FileRow &row)
{
    if (m_previewOf != row.item) {
        m_preview = {};
        m_previewOf = row.item;
    }
    setPreview(m_preview);
    m_name->setText(Words::withoutTricks(row.name));
    addFact(i18nc("@label", "Type:"), FileLook::typeName(row), "detailsType");
    addFact(i18nc("@label", "Size:"), FileLook::sizeText(row), "detailsSize");
    addFact(i18nc("@label when a file was changed", "Changed:"), row.modified.toMSecsSinceEpoch() > 0 ? Words::longDate(row.modified) : QString(), "detailsModified");
    addFact(i18nc("@label", "Folder:"), m_place, "detailsPath");
    addFact(i18nc("@label", "Owner:"), row.owner, "detailsOwner");
    QStringList states;
    for (const auto marks = FileLook::marks(row); const auto &mark : marks) {
        states << mark.words;
    }
    addFact(i18nc("@label", "State:"), states.join(QLatin1StringView(", ")), "detailsState");
    if (!row.isFolder && row.kept == FileKept::No && !row.isOffline) {
        addFact(i18nc("@label", "Here:"), i18nc("@info", "No, it is fetched when you open it."), "detailsKept");
    }
    if (!row.rights.testFlag(row.isFolder ? FileRight::AddFiles : FileRight::Write)) {
        addFact(i18nc("@label", "Rights:"), i18nc("@info", "You may look at it, but not change it."), "detailsRights");
    }
}

void FileDetails::setPreview(const QImage &image)
{
    m_preview = image;
    if (m_files.size() != 1) {
        return;
    }
    const auto room = std::max(48, viewport()->width() - 2 * Metrics::margin(this));
    QPixmap shown;
    if (image.isNull()) {
        const auto side = std::min(room, fontMetrics().height() * 5);
        shown = FileLook::icon(m_files.first()).pixmap(QSize(side, side), devicePixelRatioF());
    } else {
        const auto most = QSize(room, fontMetrics().height() * 16) * devicePixelRatioF();
        const bool isSmall = image.width() <= most.width() && image.height() <= most.height();
        shown = QPixmap::fromImage(isSmall ? image : image.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation));
        shown.setDevicePixelRatio(devicePixelRatioF());
    }
    m_picture->setPixmap(shown);
    m_picture->setFixedHeight(int(shown.height() / shown.devicePixelRatio()) + Metrics::spacing(this));
    m_picture->setAccessibleName(image.isNull() ? FileLook::typeName(m_files.first()) : i18nc("@info spoken", "Preview of %1", m_files.first().name));
}

void FileDetails::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fitRows();
    setPreview(m_preview);
}

void FileDetails::askMore()
{
    if (m_files.size() != 1) {
        return;
    }
    const auto row = m_files.first();
    m_pane->parts().store
        ->read([row](const Reader &reader) -> Result<QString> {
            if (!row.parent) {
                return QString();
            }
            return FileQuery::path(reader, row.parent).transform([](const QList<FileRow> &path) {
                QStringList names;
                for (const auto &folder : path) {
                    names << folder.name;
                }
                return names.join(u'/');
            });
        })
        .then(this, [this, row, shows = m_shows](const Result<QString> &path) {
            if (shows != m_shows || !path) {
                return;
            }
            const auto space = m_pane->places()->space(row.space);
            const auto place = path->isEmpty() ? (space ? space->title : QString()) : *path;
            if (place != m_place) {
                m_place = place;
                fill();
            }
            askPreview();
            askShares();
            askVersions();
            if (row.isFolder) {
                addFolderSize(row);
            }
        });
}

void FileDetails::addFolderSize(const FileRow &row)
{
    if (row.size > 0) {
        return; // the server said it
    }
    m_pane->parts().actions->sizeOf({row.item}).then(this, [this, shows = m_shows](const Result<FileActions::Size> &size) {
        if (size && shows == m_shows && !m_facts->findChild<QLabel *>(QStringLiteral("detailsSize"))) {
            addFact(i18nc("@label", "Size:"), i18ncp("@info number of files, size", "%2 in %1 file", "%2 in %1 files", size->files, Words::size(size->bytes)), "detailsSize");
        }
    });
}

void FileDetails::askPreview()
{
    const auto row = m_files.first();
    if (row.isFolder || !m_preview.isNull()) {
        return;
    }
    const bool isDrawnThere = m_pane->parts().services && m_pane->features(row.space).previews && row.hasPreview && !row.isUnsent && m_pane->isReachable(row.space);
    if (!isDrawnThere) {
        drawPreview();
        return;
    }
    m_pane->parts().services->preview(row.item, pictureSide).then(this, [this, shows = m_shows](const Result<QByteArray> &bytes) {
        if (shows != m_shows) {
            return;
        }
        const auto image = bytes ? decoded(*bytes) : std::nullopt;
        image ? setPreview(*image) : drawPreview();
    });
}

void FileDetails::drawPreview()
{
    const auto row = m_files.first();
    auto *content = m_pane->parts().content;
    if (!content || row.kept != FileKept::Whole || row.size > largestDrawn || !FileExtract::canDraw(row.type)) {
        return;
    }
    const auto folder = makePrivateFolder();
    if (!folder) {
        return;
    }
    const auto path = folder->filePath(QStringLiteral("preview"));
    const auto isOld = [this, shows = m_shows] {
        return shows != m_shows;
    };
    content->here(row.item).then(this, [this, content, folder, path, isOld, type = row.type](const Result<FileContent::Here> &here) {
        if (isOld() || !here) {
            return;
        }
        content->writeTo(here->key, path).then(this, [this, folder, path, isOld, type](const Result<void> &written) {
            if (isOld() || !written) {
                return;
            }
            FileExtract::preview(path, type, pictureSide).then(this, [this, folder, isOld](const Result<QImage> &image) {
                if (!isOld() && image) {
                    setPreview(*image);
                }
            });
        });
    });
}

void FileDetails::askShares()
{
    const auto row = m_files.first();
    const auto features = m_pane->features(row.space);
    const bool canAsk = m_pane->parts().services && (features.links || features.people) && row.isShared && m_pane->isReachable(row.space);
    if (!canAsk) {
        return;
    }
    m_pane->parts().services->shares(row.item).then(this, [this, shows = m_shows](const Result<QList<FileShare>> &shares) {
        if (shows != m_shows || !shares || m_facts->findChild<QLabel *>(QStringLiteral("detailsShares"))) {
            return;
        }
        QStringList names;
        for (const auto &share : *shares) {
            names << FileShareWords::title(share);
        }
        addFact(i18nc("@label", "Shared with:"), names.join(u'\n'), "detailsShares");
    });
}

void FileDetails::askVersions()
{
    const auto row = m_files.first();
    const bool canAsk = m_pane->parts().services && m_pane->features(row.space).versions && !row.isFolder && !row.isUnsent && m_pane->isReachable(row.space);
    if (!canAsk) {
        return;
    }
    m_pane->parts().services->versions(row.item).then(this, [this, shows = m_shows](const Result<QList<FileVersion>> &versions) {
        const bool isWanted = shows == m_shows && versions && !versions->isEmpty() && !m_facts->findChild<QLabel *>(QStringLiteral("detailsVersions"));
        if (isWanted) {
            addFact(i18nc("@label", "Versions:"), i18ncp("@info", "%1 older version", "%1 older versions", int(versions->size())), "detailsVersions");
        }
    });
}

QString FileDetails::text() const
{
    QStringList lines{m_name->text()};
    for (const auto labels = m_facts->findChildren<QLabel *>(); const auto *label : labels) {
        if (!label->objectName().isEmpty()) {
            lines << label->accessibleName();
        }
    }
    return lines.join(u'\n');
}

}
