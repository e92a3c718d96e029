#include "services/api/names.h"

#include <string>

#include <gtest/gtest.h>

#include "services/base/error.h"

namespace dealboek::api {
namespace {

std::string ReasonOf(const absl::Status& status) {
  const auto detail = base::GetErrorDetail(status);
  return detail.has_value() ? detail->reason : "";
}

TEST(NamesTest, WhatIsFormattedParses) {
  EXPECT_EQ(*ParseProgrammeName(ProgrammeName("zod"), "parent"), "zod");
  for (const Collection collection :
       {Collection::kSeats, Collection::kProposals, Collection::kMeetings, Collection::kProjects,
        Collection::kEditions}) {
    const auto parsed = ParseThingName(NameOf("zod", collection, "werken-2.4"), collection, "name");
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(parsed->programme, "zod");
    EXPECT_EQ(parsed->thing, "werken-2.4");
  }
}

TEST(NamesTest, WhatIsNoNameIsRefusedWithItsFormat) {
  for (const std::string name :
       {"zod", "programmes", "programmes/", "programmes/Zod", "programmes/z_d", "/programmes/zod",
        "programmes/zod/", "programmes/zod/projects", "programmes/zod/projects/",
        "programmes/zod/projects/p1/x", "programmes/zod/seats/p1", "programme/zod/projects/p1",
        "programmes/zod/projects/a\nb"}) {
    const absl::Status status = ParseThingName(name, Collection::kProjects, "name").status();
    EXPECT_EQ(ReasonOf(status), "NAME_INVALID") << name;
    EXPECT_EQ(base::GetErrorDetail(status)->violations.at(0).field, "name");
    EXPECT_NE(status.message().find("programmes/{programme}/projects/{project}"),
              absl::string_view::npos);
  }
  EXPECT_EQ(ReasonOf(ParseProgrammeName("programmes/zod/projects/p1", "parent").status()),
            "NAME_INVALID");
  EXPECT_EQ(ReasonOf(ParseThingName("", Collection::kProjects, "name").status()), "FIELD_REQUIRED");
  EXPECT_EQ(ReasonOf(CheckProgrammeId(std::string(64, 'a'), "programme_id")), "NAME_INVALID");
  EXPECT_TRUE(CheckProgrammeId(std::string(63, 'a'), "programme_id").ok());
}

}  // namespace
}  // namespace dealboek::api
