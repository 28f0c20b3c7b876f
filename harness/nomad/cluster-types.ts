import type { AllocationListStub } from './job-types.ts';

export interface DriverInfo {
  Detected: boolean;
  Healthy: boolean;
  HealthDescription?: string;
  Attributes?: Record<string, string> | null;
}

export interface NodeListStub {
  ID: string;
  Name: string;
  Datacenter: string;
  NodeClass?: string;
  NodePool?: string;
  Address?: string;
  Version: string;
  Drain: boolean;
  SchedulingEligibility: string;
  /** `initializing`, `ready`, `down` or `disconnected` */
  Status: string;
  StatusDescription?: string;
  Drivers?: Record<string, DriverInfo> | null;
  ModifyIndex: number;
}

export interface Node {
  ID: string;
  Name: string;
  Datacenter: string;
  NodePool?: string;
  HTTPAddr?: string;
  SchedulingEligibility: string;
  Status: string;
  StatusDescription?: string;
  Attributes: Record<string, string>;
  Meta: Record<string, string> | null;
  Drivers?: Record<string, DriverInfo> | null;
  DrainStrategy?: { Deadline?: number; IgnoreSystemJobs?: boolean } | null;
  LastDrain?: { Status: string; StartedAt: string; UpdatedAt: string } | null;
  CSIControllerPlugins?: Record<string, CsiInfo> | null;
  CSINodePlugins?: Record<string, CsiInfo> | null;
  HostVolumes?: Record<string, { Name?: string; Path?: string; ReadOnly?: boolean; ID?: string }> | null;
  Events?: { Message: string; Subsystem: string; Timestamp: string }[] | null;
  ModifyIndex: number;
}

/** A plugin's instance on one node. */
export interface CsiInfo {
  PluginID: string;
  AllocID: string;
  Healthy: boolean;
  HealthDescription?: string;
  UpdateTime?: string;
  /** Of a controller: what it can do, as far as Nomad knows. */
  ControllerInfo?: { SupportsAttachDetach?: boolean } | null;
}

export interface CsiPluginListStub {
  ID: string;
  Provider?: string;
  ControllerRequired: boolean;
  ControllersHealthy: number;
  ControllersExpected: number;
  NodesHealthy: number;
  NodesExpected: number;
  ModifyIndex: number;
}

export interface CsiPlugin extends CsiPluginListStub {
  Version?: string;
  Controllers?: Record<string, CsiInfo> | null;
  Nodes?: Record<string, CsiInfo> | null;
  Allocations?: AllocationListStub[] | null;
}

/** What `volumes.register` and `volumes.create` send: Nomad's names, capacities in bytes. */
export interface CsiVolumeInput {
  ID: string;
  Name: string;
  PluginID: string;
  Namespace?: string;
  ExternalID?: string;
  CloneID?: string;
  SnapshotID?: string;
  RequestedCapacityMin?: number;
  RequestedCapacityMax?: number;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[];
  AccessMode?: string;
  AttachmentMode?: string;
  MountOptions?: { FSType?: string; MountFlags?: string[] | null } | null;
  RequestedTopologies?: {
    Required?: { Segments: Record<string, string> }[];
    Preferred?: { Segments: Record<string, string> }[];
  } | null;
  Secrets?: Record<string, string>;
  Parameters?: Record<string, string>;
  Context?: Record<string, string>;
}

export interface CsiVolumeListStub {
  ID: string;
  Name: string;
  Namespace: string;
  ExternalID?: string;
  PluginID?: string;
  AccessMode?: string;
  AttachmentMode?: string;
  Schedulable?: boolean;
  CurrentReaders?: number;
  CurrentWriters?: number;
  ControllersHealthy?: number;
  NodesHealthy?: number;
  /** Dynamic host volumes only (Nomad 1.10). */
  NodeID?: string;
  State?: string;
  ModifyIndex: number;
}

export interface CsiVolume {
  ID: string;
  Name: string;
  Namespace: string;
  ExternalID: string;
  PluginID: string;
  /** Mode of the present claims; empty while nothing claims the volume. */
  AccessMode: string;
  AttachmentMode: string;
  /** Bytes. */
  Capacity: number;
  RequestedCapacityMin?: number;
  RequestedCapacityMax?: number;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[] | null;
  MountOptions?: { FSType?: string; MountFlags?: string[] | null } | null;
  Parameters?: Record<string, string> | null;
  Context?: Record<string, string> | null;
  Schedulable: boolean;
  /** Keyed by allocation id; the values are null in answers. */
  ReadAllocs?: Record<string, unknown> | null;
  WriteAllocs?: Record<string, unknown> | null;
  /** Stubs of the claiming allocations. */
  Allocations?: AllocationListStub[] | null;
  ControllerRequired?: boolean;
  ControllersHealthy?: number;
  ControllersExpected?: number;
  NodesHealthy?: number;
  NodesExpected?: number;
  CreateIndex: number;
  ModifyIndex: number;
}

export interface CsiSnapshot {
  ID: string;
  ExternalSourceVolumeID: string;
  SourceVolumeID?: string;
  SizeBytes: number;
  /** Seconds since the epoch. */
  CreateTime: number;
  IsReady: boolean;
}

export interface HostVolumeInput {
  Name: string;
  PluginID: string;
  Namespace?: string;
  NodeID?: string;
  NodePool?: string;
  RequestedCapacityMinBytes?: number;
  RequestedCapacityMaxBytes?: number;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[];
  Parameters?: Record<string, string>;
}

export interface HostVolume extends HostVolumeInput {
  ID: string;
  NodeID: string;
  HostPath: string;
  CapacityBytes: number;
  /** `pending`, `ready` or `unavailable` */
  State: string;
  ModifyIndex: number;
}

export interface RaftConfiguration {
  Index: number;
  Servers: {
    ID: string;
    Node: string;
    Address: string;
    Leader: boolean;
    Voter: boolean;
    RaftProtocol: string;
  }[];
}

export interface AutopilotHealth {
  Healthy: boolean;
  FailureTolerance: number;
  Servers: { ID: string; Name: string; Healthy: boolean; Leader: boolean; Version: string }[];
}

export interface AgentSelf {
  config: { Version: { Version: string } } & Record<string, unknown>;
  stats: Record<string, Record<string, string>>;
  member: AgentMember;
}

export interface AgentMember {
  Name: string;
  Addr: string;
  Port: number;
  Status: string;
  Tags: Record<string, string>;
}

export interface AgentHealth {
  server?: { ok: boolean; message: string };
  client?: { ok: boolean; message: string };
}

export interface AclToken {
  AccessorID: string;
  SecretID: string;
  Name: string;
  Type: string;
  Policies: string[] | null;
  Roles?: { ID: string; Name: string }[] | null;
  Global: boolean;
}

/** A policy with its rules as Nomad reads them: `policy = "write"` is among the capabilities that it stands for. */
export interface AclPolicy {
  Name: string;
  Rules: string;
  RulesJSON?: {
    Namespaces?:
      | {
          Name: string;
          Policy?: string;
          Capabilities?: string[] | null;
          Variables?: { Paths?: { PathSpec: string; Capabilities?: string[] | null }[] | null } | null;
        }[]
      | null;
    HostVolumes?: { Name: string; Capabilities?: string[] | null }[] | null;
    Node?: { Policy?: string } | null;
    Agent?: { Policy?: string } | null;
    Plugin?: { Policy?: string } | null;
    Operator?: { Policy?: string } | null;
  } | null;
}

export interface NamespaceInfo {
  Name: string;
  Description?: string;
  Quota?: string;
  Meta?: Record<string, string> | null;
}

export interface Variable {
  Path: string;
  Namespace?: string;
  Items: Record<string, string>;
  ModifyIndex?: number;
}
