#include <perilune/campaign/risk_plan.hpp>

#include <algorithm>
#include <set>

#include <perilune/core/text.hpp>

namespace perilune {
namespace {

using detail::concat;

class RiskPlanCheck {
 public:
  explicit RiskPlanCheck(const Roadmap& roadmap) {
    for (const Mission& mission : roadmap.missions) {
      missions_.insert(mission.id);
      if (!mission.launcher.empty()) launchers_.insert(mission.launcher);
    }
  }

  std::vector<Diagnostic> run(const RiskPlan& plan) && {
    std::set<std::string> seen;
    for (const LauncherRisk& each : plan.launchers) {
      expect_known("unknown-launcher", "mission flies on a launcher", each.launcher, launchers_);
      expect_new(seen, each.launcher);
    }
    seen.clear();
    for (const PartnerRisk& each : plan.partners) {
      expect_new(seen, each.partner);
      for (const auto* missions : {&each.removes, &each.delays})
        for (const Reference& mission : *missions)
          expect_known("unknown-mission", "mission is called", mission, missions_);
    }
    return std::move(found_);
  }

 private:
  void expect_known(std::string code, std::string_view what, const Reference& name,
                    const std::set<std::string>& known) {
    if (known.contains(name.id)) return;
    const auto near = nearest_name(name.id, std::vector<std::string>(known.begin(), known.end()));
    add(std::move(code), name, concat("no ", what, " '", name.id, "'"),
        near ? concat("did you mean '", *near, "'?") : std::string());
  }

  void expect_new(std::set<std::string>& seen, const Reference& name) {
    if (!seen.insert(name.id).second)
      add("duplicate-id", name, concat("'", name.id, "' is there already"), "keep one of them");
  }

  void add(std::string code, const Reference& name, std::string message, std::string help) {
    Diagnostic made;
    made.severity = Severity::error;
    made.code = std::move(code);
    made.where = name.where;
    made.message = std::move(message);
    made.help = std::move(help);
    found_.push_back(std::move(made));
  }

  std::set<std::string> missions_, launchers_;
  std::vector<Diagnostic> found_;
};

}  // namespace

std::vector<Diagnostic> validate(const RiskPlan& plan, const Roadmap& roadmap) {
  return RiskPlanCheck(roadmap).run(plan);
}

}  // namespace perilune
