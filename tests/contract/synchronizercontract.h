// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contract/contractsubject.h"

#include <QHash>
#include <QObject>

#include <functional>

namespace Kontor
{

/// What every synchronizer keeps, whatever it talks to. Each test* slot runs on a fresh subject.
class SynchronizerContract : public QObject
{
    Q_OBJECT
public:
    using Factory = std::function<std::unique_ptr<ContractSubject>()>;
    explicit SynchronizerContract(Factory factory);

private Q_SLOTS:
    void init();
    void cleanup();

    void discovers();
    void tellsWhatIsCurrent();
    void readsFromScratch();
    void readsInPagesAndResumes();
    void readsWhatChanged();
    void readsWhatIsGone();
    void fetchesBodies();
    void fetchOfTheMissing();
    void changes();
    void removes();
    void moves();
    void creates();
    void repeatsAfterALostAnswerExactlyOnce_data();
    void repeatsAfterALostAnswerExactlyOnce();
    void refusesWhatIsOutdated();
    void hintsAtNews();
    void watchEndsInTime();
    void stopEndsEverything();
    void stopEndsWhatIsUnderWay_data();
    void stopEndsWhatIsUnderWay();

private:
    struct Seen {
        QString remoteId;
        QString revision;
        QByteArray payload;
    };
    /// A local copy of one collection, kept by pulls.
    struct Copy {
        Collection collection{};
        QHash<QString, Seen> items{};
        int pulls = 0;
    };

    Copy copyOf(const QString &remoteId);
    void pull(Copy &copy);
    QStringList words(const Copy &copy) const;
    Seen find(const Copy &copy, const QString &word) const;
    Change about(Change change, const Copy &copy, const QString &word) const;
    Result<Receipt> push(Change change);

    Factory m_factory;
    std::unique_ptr<ContractSubject> m_subject;
    std::unique_ptr<Synchronizer> m_synchronizer;
};

}
