#!/bin/bash
# A Slurm of one node on this machine, without touching the system's own: slurm-here.sh start FOLDER [CPUS], slurm-here.sh stop FOLDER.
# Needs Debian's slurm-wlm and munge, and root. What is started reads FOLDER/slurm.conf: SLURM_CONF=FOLDER/slurm.conf sbatch ...
set -euo pipefail

action=$1
folder=$2
export SLURM_CONF=$folder/slurm.conf

# The processes that were started here, each by its number.
stop() {
  for name in slurmd slurmctld munged; do
    local number
    number=$(cat "$folder/$name.pid" 2> /dev/null) || continue
    kill "$number" 2> /dev/null || continue
    for _ in $(seq 50); do kill -0 "$number" 2> /dev/null || continue 2; sleep 0.1; done
    kill -9 "$number" 2> /dev/null || true
  done
}

start() {
  local host cpus port
  host=$(hostname -s)
  cpus=${3:-2}
  port=$((20000 + $$ % 20000))
  mkdir -p "$folder/state" "$folder/spool"
  chmod 755 "$folder"
  dd if=/dev/urandom of="$folder/munge.key" bs=1024 count=1 status=none
  chmod 600 "$folder/munge.key"
  cat > "$folder/slurm.conf" << CONF
ClusterName=here
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_min_interval=100000
KillWait=10
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
  munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" --num-threads=2
  slurmctld -f "$SLURM_CONF"
  slurmd -f "$SLURM_CONF" -N "$host"
  for _ in $(seq 100); do
    if sinfo --noheader --format=%T 2> /dev/null | grep -q idle; then return; fi
    sleep 0.1
  done
  echo "Slurm does not come up; its logs are in $folder." >&2
  tail -n 5 "$folder"/*.log >&2 || true
  stop
  exit 1
}

case $action in
  start) start "$@" ;;
  stop) stop ;;
  *) echo "usage: $0 start FOLDER [CPUS] | stop FOLDER" >&2; exit 2 ;;
esac
