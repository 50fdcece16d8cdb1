// Every word that the pages say, in English and Chinese, a line each: "what=English // 中文" below its [page].
//
//   t('jobs.count', {n: 7})        {n} is replaced; {n|job|jobs} is the first word for 1 and the second for any other number
//
// What the agent says (reasons, problems, names) is shown as it says it and does not stand here.

const TEXT = `[]
skip=Skip to content // 跳到正文
cancel=Cancel // 取消
close=Close // 关闭
loading=Loading // 正在加载
none=none // 无
plot=plot // 图表
weekdays=Mon Tue Wed Thu Fri Sat Sun // 一 二 三 四 五 六 日
more=More // 更多

[failure]
title=This could not be had // 未能取得数据
again=Try again // 重试

[trouble]
away=The agent does not answer. Is it running, and is the way to it open? // agent 没有应答。它在运行吗？网络是否可达？
slow=The agent has not answered in time. // agent 未及时应答。
odd=The answer is not one of a DCMS agent. // 应答不是来自 DCMS agent。

[status]
ready=waiting // 等待中
running=running // 运行中
success=success // 成功
failed=failed // 失败
timeout=timed out // 超时
killed=killed // 已终止

[unit]
d={n} d // {n} 天
h={n} h // {n} 小时
min={n} min // {n} 分
s={n} s // {n} 秒

[time]
in=in {time} // {time}后
ago={time} ago // {time}前
now=just now // 刚刚
never=never // 从未

[nav]
label=Pages // 页面
fleet=Fleet // 机群
now=Now // 现在
jobs=Jobs // 任务
agent=Agent // Agent
machines=Machines // 机器
fleet-jobs=All jobs // 全部任务
failures=Failures // 失败

[top]
zone=Times in // 时区
zone.agent=Agent: {zone} // agent：{zone}
zone.browser=Yours: {zone} // 本机：{zone}
zone.utc=UTC // UTC
theme=Theme: {theme} // 主题：{theme}
theme.auto=as the system // 跟随系统
theme.light=light // 浅色
theme.dark=dark // 深色
language=中文: show this page in Chinese // English: 用英文显示
logout=Log out {name} // 退出 {name}
look=may only look // 只读
other=You see {host}, through {here}. // 正在经由 {here} 查看 {host}。
back=Back to {here} // 返回 {here}

[link]
wait=connecting // 连接中
live=live // 实时
poll=every 3 s // 每 3 秒刷新
down=no answer // 无应答
lost=What you see is from {time}. // 所见内容截至 {time}。

[page]
missing=There is no such page // 没有这个页面
missing.hint=The address names none: begin at  // 该地址无对应页面，请从此处开始：

[login]
title=Log in // 登录
token=Token // 令牌
help=A token of the agent’s token file. It is sent once; the browser then holds a session that scripts can’t read. // agent 令牌文件中的令牌。仅发送一次，之后浏览器持有脚本无法读取的会话。
where=Tokens are the lines of the file that -token_file names, on the agent’s machine. // 令牌即 agent 所在机器上 -token_file 指定文件中的各行。
button=Log in // 登录
empty=Give a token. // 请输入令牌。

[now]
title=Now // 现在
problems={n} {n|problem|problems} // {n} 个问题
running=Running // 正在运行
running.none=Nothing runs at the moment. // 当前没有运行中的任务。
running.hint=What a schedule or “Run now” starts appears here, with its progress. // 由调度或“立即运行”启动的任务会显示在这里，并附进度。
waiting=Waiting for their turn // 等待执行
due=Due within the hour // 一小时内到期
due.none=Nothing is due within the hour. // 一小时内没有到期的任务。
due.next=The next that is due:  // 下一次到期：
ended=Lately ended // 最近结束
ended.none=Nothing has ended since the agent was started. // 自 agent 启动以来尚无任务结束。
ended.hint=Start a job by hand:  // 手动启动一个任务：
nojobs=This agent has no jobs yet // 该 agent 还没有任务
nojobs.hint=Add one here, or put one into the store; the agent takes it up within seconds.  // 可在此新增，或写入存储，agent 会在数秒内读取。
sum={running} running, {waiting} waiting, {due} due within the hour // {running} 个运行中，{waiting} 个等待，一小时内 {due} 次到期
more=and {n} more // 另有 {n} 个

[timeline]
label=What is due in the next hour, by the minute // 未来一小时各分钟到期的任务
hint=Point at a minute, or use the arrow keys, to see what is due then. // 指向某一分钟或使用方向键，可查看届时到期的任务。
more=and {n} more jobs // 以及另外 {n} 个任务

[col]
job=Job // 任务
since=Since // 自
started=Started // 开始
progress=Progress // 进度
actions=Actions // 操作
due=Due // 到期
in=In // 剩余
status=Status // 状态
ended=Ended // 结束
took=Took // 耗时
reason=Reason // 原因
host=Machine // 机器
name=Name // 名称
state=State // 状态
schedule=Schedule // 调度
next=Next // 下次
last=Last run // 上次运行
failures=Failures // 失败次数
outcome=Outcome // 结果
version=Version // 版本
up=Started // 启动
seen=Seen // 最近上报
jobs=Jobs // 任务
running=Running // 运行中
failing=Failing // 失败
kind=Kind // 类型
jar=From // 来源
machines=Machines // 机器数
where=Where // 所在机器
executable=Executable // 可执行文件

[progress]
of={time} of usually {usual} // {time} / 通常 {usual}
over={time}, usually {usual}: longer than usual // {time}，通常 {usual}：已超过平常
unknown={time}, no success to compare with // {time}，尚无成功记录可比

[run]
output=Output // 输出
output.of=Output of {name} // {name} 的输出
kill=Kill // 终止
kill.of=Kill {name} // 终止 {name}
kill.title=Kill this run? // 终止此次运行？
kill.text={name} ({task}) and everything that it has started get TERM, and KILL if they do not end in the job’s grace. // {name}（{task}）及其启动的所有进程先收到 TERM，若在宽限时间内未结束则 KILL。
killed={task} is being killed // 正在终止 {task}
title=Run // 运行
notyet=not yet // 尚未开始
waits=It waits for its turn. What it prints appears here. // 正在排队，输出将显示在这里。
again=Run again // 再次运行
takes=For // 已运行
cause=Cause // 触发方式
file=Log file on the machine // 所在机器上的日志文件

[job]
started={name} is started // 已启动 {name}
disabled={name} is disabled on this machine; what runs goes on // {name} 已在本机停用；正在运行的不受影响
enabled={name} is enabled // {name} 已启用
enable.title=Disabled in the store // 在存储中已停用
enable.text={name} is disabled in the store, not only here. Enabling it there enables it on every machine that has it. // {name} 在存储中已停用，并非仅本机。在存储中启用会在所有拥有它的机器上启用。
enable.all=Enable everywhere // 全部启用
gone=This agent has no job {id} // 该 agent 没有任务 {id}
gone.hint=It may have been removed, or belongs to another machine.  // 它可能已被删除，或属于其他机器。
problem=It can’t be run as the store has it // 存储中的配置无法执行
warning=What its author should know // 请作者留意
overdue=Overdue // 逾期
overdue.since=It has owed a success since // 应成功而未成功，自
since=since // 自
live=Follow its output // 查看实时输出
facts=What it is // 任务内容
counts.text={good} succeeded, {bad} failed or killed, {late} timed out, {skipped} fires without a run // 成功 {good}，失败或终止 {bad}，超时 {late}，未执行的触发 {skipped}
next=When it is due // 何时到期
next.broken=It is not due as long as it can’t be run. // 无法执行期间不会到期。
next.none=Its schedule names no more times. // 该调度不再有下一次。
next.disabled=It is disabled: it would be due at // 已停用。若启用，将在以下时间到期：
zone=Read in {zone} // 按 {zone} 解释
history=Runs // 运行记录
history.none=It has not run yet. // 尚未运行。
history.hint=Each run will be a bar here: as high as it took long, coloured by how it ended. // 每次运行在此显示为一根柱：高度为耗时，颜色为结果。
history.unkept=This store keeps no runs // 该存储不保留运行记录
rate={percent} % succeeded: {good} of the last {all}. // 成功率 {percent}%：最近 {all} 次中成功 {good} 次。
usual=A success usually takes {usual}, {most} at most. // 成功的运行通常耗时 {usual}，最长 {most}。
table=These {n} runs as a table // 以表格显示这 {n} 次运行
calendar=Failures by day // 每日失败
calendar.none=No runs are known. // 没有运行记录。
calendar.back=From the last {n} runs, which go back to {time}. // 依据最近 {n} 次运行，最早为 {time}。
day={bad} of {runs} {n|run|runs} did not succeed // {runs} 次运行中 {bad} 次未成功
day.none=no runs known // 没有运行记录
output=End of the last output // 最近输出的末尾
output.all=all of it // 查看全部
output.none=Nothing has been printed yet. // 尚无输出。
fires=What became of its fires // 各次触发的结果
fires.help=Each time that its schedule named, and what was done about it. // 调度指定的每个时间及其处理结果。
fires.none=Its schedule named no time in the last 24 hours. // 最近 24 小时内没有触发。
fires.none7=Its schedule named no time in the last 7 days. // 最近 7 天内没有触发。
fires.all=Show all {n} // 显示全部 {n} 条
fires.wide=Last 7 days // 最近 7 天
fires.more=There are older ones: dcms fires shows them. // 还有更早的记录：用 dcms fires 查看。

[state]
broken=broken // 配置有误
off=disabled // 已停用
running=running // 运行中
overdue=overdue // 逾期
failing=failing // 失败
fine=fine // 正常
fresh=not run yet // 尚未运行

[jobs]
title=Jobs // 任务
new=New job // 新建任务
search=Search: name, id, runner, executor // 搜索：名称、编号、用户、程序
shown={shown} of {all} // {shown} / {all}
all=All // 全部
enabled=Enabled // 已启用

[act]
run=Run now // 立即运行
run.of=Run {name} now // 立即运行 {name}
disable=Disable // 停用
disable.of=Disable {name} on this machine // 在本机停用 {name}
enable=Enable // 启用
enable.of=Enable {name} // 启用 {name}
edit=Edit // 编辑

[outcome]
ran=ran // 已执行
waits=waits // 等待中
skipped=skipped // 跳过
missed=missed // 错过
off=off // 停用
on=on again // 恢复
unknown=not known // 未知

[cause]
fire=schedule // 调度
request=by hand // 手动
retry=retry {n} // 第 {n} 次重试

[bars]
label=The last {n} runs: how long each took and how it ended // 最近 {n} 次运行的耗时与结果
hint=Point at a run, or use the arrow keys; Enter opens it. // 指向某次运行或使用方向键，按回车打开。

[calendar]
label=Failures on each day of the last twelve weeks // 最近十二周每天的失败次数
hint=A square a day: the redder, the more runs did not succeed. // 每格为一天，颜色越红失败越多。

[field]
name=Name // 名称
executor=Program // 程序
executor_flags=Arguments // 参数
signature=Signature // 签名
runner=Runs as // 执行用户
schedule=Schedule // 调度
timezone=Time zone // 时区
timeout=Timeout // 超时
timeout_trigger=After the timeout // 超时后
msg_filter=Forbidden words // 禁用词
hook=Webhook // Webhook
hook_on=Tell the hook of // Webhook 通知
hosts=Machines // 机器
create_user=Author // 作者
disabled=Disabled // 停用
overlap=If it still runs // 重叠时
misfire=Missed fires // 错过的触发
jitter=Jitter // 随机延迟
retries=Retries // 重试次数
retry_delay=First retry after // 首次重试间隔
kill_grace=Grace before KILL // KILL 前宽限
env=Environment // 环境变量
cwd=Folder // 工作目录
log_max=Most output // 输出上限
expect_within=Must succeed within // 应在此时间内成功
changed=Last changed // 最后修改
counts=Since the agent’s start // 自 agent 启动

[ruler]
label=The next times on a line // 接下来的时间

[edit]
title=Edit {name} // 编辑 {name}
what=What runs // 执行什么
when=When // 何时执行
ends=How it ends // 如何结束
tells=Who is told // 通知
save=Save // 保存
create=Create // 创建
saved={name} is saved // {name} 已保存
remove=Remove from the store // 从存储中删除
remove.title=Remove this job? // 删除此任务？
remove.text={name} is removed from the store, and so from every machine. What runs ends in peace, what ran stays recorded. // {name} 将从存储中删除，即从所有机器上删除。正在运行的会正常结束，历史记录保留。
remove.yes=Remove // 删除
removed={name} is removed // {name} 已删除
nothing=Nothing has been changed. // 没有修改。
wrong=The agent does not take it // agent 未接受
lose=Leave without saving? // 不保存就离开？
lose.text=What you have typed here is not saved yet. // 此处输入的内容尚未保存。
lose.yes=Leave // 离开
look=This token may only look: changing jobs takes one with the role control. // 此令牌只读：修改任务需要 control 角色的令牌。
explain.wait=The schedule’s meaning and its next times appear here. // 此处显示调度含义及接下来的时间。
s=seconds // 秒
why=Why this page does not fill it in // 为何网页不代填
bytes=bytes // 字节

[help]
name=Any text, no other job’s. // 任意文本，不可与其他任务重名。
executor=The absolute path of an executable file on the machine. // 机器上可执行文件的绝对路径。
executor_flags=Split as a shell would; quotes count, nothing is expanded. // 按 shell 规则拆分，引号有效，不做展开。
runner=An ordinary user; never root, nobody in root’s group. // 普通用户；不得为 root 或 root 组成员。
signature=The program’s digest, md5 or sha256. On the machine:  // 程序的 md5 或 sha256 摘要。在机器上执行：
signature.why=Why this page does not fill it in: the digest says that somebody has looked at the program. A page that signed whatever lies there would vouch for a changed one, too. // 为何网页不代填：签名表示有人查看过该程序。若网页对任何文件都签名，被篡改的程序也会被认可。
schedule=Minute, hour, day of month, month, day of week; a sixth field is the year, a seventh in front the second. Also @daily, @every 1h30m, @reboot. // 分 时 日 月 周；第六个字段为年，七个字段时首位为秒。也可用 @daily、@every 1h30m、@reboot。
timezone=Such as Asia/Shanghai, UTC or +08:00; empty = the machine’s. // 如 Asia/Shanghai、UTC 或 +08:00；留空为机器时区。
timeout=0 = it may take any time. // 0 表示不限时。
msg_filter=If the output has one of them, in any case, the run has failed: fatal|panic. name:… asks that plugin. // 输出中出现任一词（不分大小写）即失败：fatal|panic。name:… 使用同名插件。
hook=Gets a POST when a run ends or goes over its timeout. // 运行结束或超时后收到 POST。
hosts=Names with commas between; * = every one. Empty:  // 多个名称以逗号分隔；* 表示所有。留空：
hosts.new=this machine. // 本机。
hosts.old=as it is. // 保持不变。
jitter=Starts are put off by up to so long, always alike on one machine. // 启动最多推迟这么久，同一机器上固定。
retries=A failed run is tried again so often, up to 100 times. // 失败后重试的次数，最多 100。
retry_delay=Doubles with each. // 每次加倍。
kill_grace=Between TERM and KILL. // TERM 与 KILL 之间。
env=One NAME=value a line. *** stands for a value that is not shown and stays. // 每行一个 名称=值。*** 表示不显示并保留的值。
cwd=An absolute path; empty = the runner’s home. // 绝对路径；留空为执行用户主目录。
log_max=A run that prints more is killed. // 超出则终止。
expect_within=The hook is told if it has not succeeded so long after it was due; 0 = off. // 到期后超过此时间仍未成功则通知；0 为关闭。
disabled=It is not due; “Run now” still runs it. // 不按调度执行；仍可“立即运行”。

[choice]
overlap.skip=drop the fire // 跳过
overlap.queue=wait for it // 排队
overlap.replace=kill it, run anew // 终止并重新执行
overlap.parallel:3=run up to three // 最多三个并行
misfire.once=one run for all of them // 合并执行一次
misfire.skip=none // 不执行
misfire.all=a run each, the last hundred at most // 逐一执行，最多一百次
hook_on.all=every end // 每次结束
hook_on.failure=failures // 失败
hook_on.change=changes of the outcome // 结果变化
timeout_trigger.0=report it, leave it running // 上报，继续运行
timeout_trigger.1=kill it with all that it started // 终止其全部进程
default={choice} (default) // {choice}（默认）

[log]
download=Download all // 下载全部
earlier=Earlier output is not shown here. // 此处不显示更早的输出。
hits={n} {n|keyword hit|keyword hits} // 命中关键字 {n} 次
previous=Previous hit // 上一处命中
next=Next hit // 下一处命中
end=To the end ↓ // 到末尾 ↓
follows=Follows what is printed. Scroll up to stay where you are. // 实时显示输出。向上滚动可停留在当前位置。
lost=The output has stopped coming ({message}). It is tried again. // 输出中断（{message}），正在重试。
nothing=It has printed nothing. // 没有任何输出。
gone=Its log is not kept any more. // 其日志已不再保留。
kept=The log is not kept any more. This is its end, as the store has it. // 日志已不再保留，以上为存储中的末尾部分。

[agent]
title=Agent // Agent
up=up for {time} // 已运行 {time}
pid=Process // 进程
store=Store // 存储
store.up=answers // 可用
store.down=does not answer // 不可用
store.failures=Failures since the start // 启动以来的失败
from=Jobs are from // 任务来源
from.store=the store // 存储
from.snapshot=the snapshot on disk // 磁盘快照
from.none=nowhere // 无
age=Confirmed // 确认于
reports=Reports // 报告
waiting.store=Wait for the store // 待写入存储
waiting.hook=Wait for hooks // 待通知 hook
oldest=the oldest for {time} // 最早的已等待 {time}
delivered=Delivered // 已送达
hook.failures=Hooks that failed // hook 失败次数
journal=Journal // 账本
journal.bad=can’t be written // 无法写入
plugins=Plugins // 插件
kind.store=store // 存储
kind.hook=hook // hook
kind.filter=filter // 过滤器
plugin.used=in use // 使用中
plugin.idle=not in use // 未使用
plugin.bad=can’t be used // 不可用
level=Log level // 日志级别
level.help=How much the agent’s own log says, until it is set again or the agent ends. // agent 自身日志的详细程度，直到再次设置或 agent 退出。
level.set=The log level is {level} // 日志级别为 {level}
metrics=Metrics for Prometheus // Prometheus 指标
docs=In the tarball:  // 安装包内：

[list]
search=Search // 搜索
none=Nothing fits // 没有符合条件的项
filter=Show // 显示
sort=Sort by // 排序

[machines]
title=Machines // 机器
alive=alive // 在线
late=late // 迟报
gone=gone // 失联
stopped=stopped // 已停止
this=this one // 本机
sum={n} {n|machine|machines}: {alive} alive, {late} late, {gone} gone // {n} 台：{alive} 在线，{late} 迟报，{gone} 失联
none=This agent knows no machine but its own // 该 agent 只知道本机
hint=Agents that share a MySQL store announce themselves in it and appear here within seconds. // 共用同一 MySQL 存储的 agent 会自动登记，数秒内显示在此。

[fleet]
title=Jobs on all machines // 全部机器的任务
nowhere=nowhere // 无机器
sum={n} {n|job|jobs} // {n} 个任务
machines={n|machine|machines} // 台
none=The store has no jobs yet // 存储中还没有任务
hint=A job that is added on any machine’s page appears here, with the machines that have it. // 在任意机器页面新增的任务会显示在此，并列出所在机器。

[failures]
title=Failures on all machines // 全部机器的失败
since=Since // 时间范围
1h=the last hour // 最近一小时
24h=the last 24 hours // 最近 24 小时
7d=the last 7 days // 最近 7 天
sum={n} {n|failure|failures} of {jobs} {jobs|job|jobs} on {machines} {machines|machine|machines} // {machines} 台机器上 {jobs} 个任务的 {n} 次失败
most=these are the last {n} // 仅列出最近 {n} 次
none=Nothing has failed in this time. // 该时间范围内没有失败。

[drift]
title=Job on all machines // 任务在各机器上
sum=on {n} {n|machine|machines} // {n} 台机器
missing=There is no job {id} in the store. // 存储中没有任务 {id}。
nowhere=No machine has this job // 没有机器拥有此任务
hint=Name machines in its form, under “hosts”. // 请在其表单的“hosts”中填写机器。
never=never run // 从未运行
asking={n} of {all} machines have answered. // {all} 台中已有 {n} 台应答。
unknown={n} could not be asked. // {n} 台无法询问。
some={n} of {all} machines have another executable than most // {all} 台中有 {n} 台的可执行文件与多数不同
unsigned=The executables are the same, but not what the job’s signature says // 可执行文件一致，但与任务签名不符
all=All executables are the same, and what the job’s signature says // 可执行文件一致，且与任务签名相符
odd=differs // 不同
bad=can’t be run // 不可用
wrong=not as signed // 与签名不符
away=not known // 未知
same=same // 一致
changed=changed // 修改于
output=Output of its last run on {host} // 在 {host} 上最近一次运行的输出
run=Run it on {host} now // 立即在 {host} 上运行
`;

const words = {};
let page = '';
for (const line of TEXT.split('\n').filter(Boolean)) {
  const [what, both] = line.split(/=(.*)/s);
  if (both) words[page + what] = both.split(/ \/\/ (.*)/s);
  else page = what === '[]' ? '' : `${what.slice(1, -1)}.`;
}

let chosen = 'en';

export const language = () => chosen;

export const setLanguage = name => chosen = name === 'zh' ? 'zh' : 'en';

export const locale = () => chosen === 'zh' ? 'zh-CN' : 'en-GB';

/** 1,000 */
export const number = value => value.toLocaleString(locale());

/** A name in a sentence: its direction is its own. */
export const isolated = name => `\u2068${name}\u2069`;

export function t(key, values = {}) {
  const text = words[key]?.[chosen === 'zh' ? 1 : 0] ?? key;
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) =>
    one === undefined ? String(values[name] ?? '') : values[name] === 1 ? one : many);
}
