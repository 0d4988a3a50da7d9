import { expect } from "chai";
import { checkSettingNames } from "../../../../src/cli/system/doctor/check-setting-names.ts";

describe("what the doctor says of .env", () => {
  it("warns of a name that is no setting, with the nearest one", () => {
    const [finding, ...others] = checkSettingNames(["DATABSE_URL", "PORT"]);
    expect(others).to.deep.equal([]);
    expect(finding).to.include({
      subject: ".env: DATABSE_URL",
      status: "warn",
      remedy: "did you mean DATABASE_URL?",
      isForLive: true,
    });
  });

  it("names no setting where none is near", () => {
    expect(checkSettingNames(["COMPLETELY_ELSE"])[0]?.remedy).to.equal("remove it, or see .env.example");
  });
});
