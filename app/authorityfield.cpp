// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/authorityfield.h"

#include "net/tlspolicy.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QCryptographicHash>
#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qint64 largestFile = 1 << 20;

QString described(const QSslCertificate &certificate)
{
    return i18nc("@info",
                 "%1, issued by %2, valid until %3\nSHA-256 %4",
                 certificate.subjectDisplayName(),
                 certificate.issuerDisplayName(),
                 QLocale().toString(certificate.expiryDate().date(), QLocale::ShortFormat),
                 QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper()));
}
}

AuthorityField::AuthorityField(QWidget *parent)
    : QWidget(parent)
    , m_names(new QLabel(this))
    , m_add(new QPushButton(i18nc("@action:button", "Add &Certificate…"), this))
    , m_remove(new QPushButton(i18nc("@action:button", "Re&move"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_names->setObjectName(QStringLiteral("authority"));
    m_names->setTextFormat(Qt::PlainText);
    m_names->setWordWrap(true);
    m_add->setObjectName(QStringLiteral("addAuthority"));
    m_add->setAutoDefault(false);
    m_add->setToolTip(i18nc("@info:tooltip", "Trust the certificate authority of your organisation, from a file"));
    m_remove->setObjectName(QStringLiteral("removeAuthority"));
    m_remove->setAutoDefault(false);
    m_remove->setAccessibleName(i18nc("@action:button spoken", "Remove own authority"));
    m_remove->setToolTip(i18nc("@info:tooltip", "Trust the system’s authorities only"));
    row->addWidget(m_names, 1);
    row->addWidget(m_add);
    row->addWidget(m_remove);
    connect(m_add, &QPushButton::clicked, this, &AuthorityField::choose);
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_add->setFocus(); // the button that has it goes away
        setCertificates({});
    });
    refresh();
}

QByteArray AuthorityField::certificates() const
{
    return m_pem;
}

void AuthorityField::setCertificates(const QByteArray &pem)
{
    m_pem = pem;
    refresh();
    Q_EMIT changed();
}

QList<QWidget *> AuthorityField::tabOrder() const
{
    return {m_add, m_remove};
}

void AuthorityField::refresh()
{
    QStringList names;
    const auto certificates = QSslCertificate::fromData(m_pem);
    for (const auto &certificate : certificates) {
        names << certificate.subjectDisplayName();
    }
    m_names->setText(names.isEmpty() ? i18nc("@info", "None; the system’s authorities are trusted.") : names.join(QStringLiteral(", ")));
    m_remove->setVisible(!names.isEmpty());
}

Result<void> AuthorityField::add(const QByteArray &bytes)
{
    const auto found = TlsPolicy::readAuthorities(bytes);
    if (!found) {
        return std::unexpected(found.error());
    }
    auto kept = QSslCertificate::fromData(m_pem);
    auto pem = m_pem;
    for (const auto &certificate : *found) {
        if (!kept.contains(certificate)) {
            kept << certificate;
            pem += certificate.toPem();
        }
    }
    setCertificates(pem);
    return {};
}

void AuthorityField::choose()
{
    const auto path = QFileDialog::getOpenFileName(this,
                                                   i18nc("@title:window", "Certificate of Your Organisation’s Authority"),
                                                   {},
                                                   i18nc("@item file filter", "Certificates (*.pem *.crt *.cer *.der);;All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT failed({Error::Kind::NotFound, i18nc("@info", "The file %1 cannot be read: %2", path, file.errorString()), {}, {}});
        return;
    }
    const auto bytes = file.read(largestFile);
    const auto found = TlsPolicy::readAuthorities(bytes);
    if (!found) {
        Q_EMIT failed(found.error());
        return;
    }
    QStringList lines;
    for (const auto &certificate : *found) {
        lines << described(certificate);
    }
    const auto words = i18nc(
        "@info", "From now on every server that this authority vouches for is trusted. Compare the fingerprint with what your administrator tells you.");
    if (KMessageBox::warningContinueCancelDetailed(this,
                                                   words,
                                                   i18nc("@title:window", "Trust This Authority?"),
                                                   KGuiItem(i18nc("@action:button", "&Trust")),
                                                   KStandardGuiItem::cancel(),
                                                   QString(),
                                                   KMessageBox::Dangerous,
                                                   lines.join(QStringLiteral("\n\n")))
        != KMessageBox::Continue) {
        return;
    }
    if (const auto added = add(bytes); !added) {
        Q_EMIT failed(added.error());
    }
}

}
